import CFFTW
import Synchronization

/// The Fourier transform of real numbers of one length, by FFTW in single precision.
///
/// Plans are estimated, never timed, so that the same machine always gives the same bits. A
/// spectrum is `bins` complex numbers, real and imaginary part by turns. One transform may serve
/// any number of threads at once.
final class FourierTransform: @unchecked Sendable {
  /// The number of real samples.
  let length: Int
  /// The number of complex frequencies, length / 2 + 1.
  let bins: Int
  private let forwardPlan: fftwf_plan
  private let inversePlan: fftwf_plan

  /// FFTW's planner keeps global state; only the execution of plans may happen at once.
  private static let planner = Mutex(())

  /// A transform of `length` samples, an even number.
  init(length: Int) {
    precondition(length > 0 && length.isMultiple(of: 2), "no transform of length \(length)")
    self.length = length
    bins = length / 2 + 1
    let samples = AlignedFloats(count: length)
    let spectrum = AlignedFloats(count: 2 * (length / 2 + 1))
    let flags = UInt32(FFTW_ESTIMATE) | UInt32(FFTW_DESTROY_INPUT)
    let plans = FourierTransform.planner.withLock { _ in
      FourierTransform.complex(spectrum.pointer) { complex in
        Plans(
          forward: fftwf_plan_dft_r2c_1d(Int32(length), samples.pointer, complex, flags),
          inverse: fftwf_plan_dft_c2r_1d(Int32(length), complex, samples.pointer, flags))
      }
    }
    guard let forward = plans.forward, let inverse = plans.inverse else {
      preconditionFailure("FFTW has no plan for length \(length)")
    }
    forwardPlan = forward
    inversePlan = inverse
  }

  deinit {
    FourierTransform.planner.withLock { _ in
      fftwf_destroy_plan(forwardPlan)
      fftwf_destroy_plan(inversePlan)
    }
  }

  /// Writes the spectrum of `samples`, which are destroyed; both are on 64-byte boundaries.
  func forward(_ samples: UnsafeMutablePointer<Float>, to spectrum: UnsafeMutablePointer<Float>) {
    FourierTransform.checkAlignment(samples, spectrum)
    FourierTransform.complex(spectrum) { fftwf_execute_dft_r2c(forwardPlan, samples, $0) }
  }

  /// Writes `length` times the samples of `spectrum`, which is destroyed; same boundaries.
  func inverse(_ spectrum: UnsafeMutablePointer<Float>, to samples: UnsafeMutablePointer<Float>) {
    FourierTransform.checkAlignment(samples, spectrum)
    FourierTransform.complex(spectrum) { fftwf_execute_dft_c2r(inversePlan, $0, samples) }
  }

  private struct Plans: @unchecked Sendable {
    let forward: fftwf_plan?
    let inverse: fftwf_plan?
  }

  private static func complex<R>(
    _ spectrum: UnsafeMutablePointer<Float>, _ body: (UnsafeMutablePointer<fftwf_complex>) -> R
  ) -> R {
    body(UnsafeMutableRawPointer(spectrum).assumingMemoryBound(to: fftwf_complex.self))
  }

  /// A plan is made for aligned memory; executing it elsewhere would be undefined.
  private static func checkAlignment(
    _ first: UnsafeMutablePointer<Float>, _ second: UnsafeMutablePointer<Float>
  ) {
    precondition(
      (UInt(bitPattern: first) | UInt(bitPattern: second)) & 63 == 0,
      "a Fourier transform needs memory on 64-byte boundaries")
  }
}
