import CFFTW
import Synchronization

/// Fourier transforms of one length, by FFTW in single precision.
///
/// Plans are known beforehand or estimated, never timed, so that the same machine always gives the
/// same bits. Real and imaginary parts of complex numbers alternate. Any number of threads may share
/// one transform. All memory given to it has to begin on a 64-byte boundary.
final class FourierTransform: @unchecked Sendable {
  /// The number of samples.
  let length: Int
  /// The number of different frequencies of real samples, length / 2 + 1.
  let bins: Int
  private let realPlan: fftwf_plan
  private let forwardPlan: fftwf_plan
  private let backwardPlan: fftwf_plan

  /// FFTW's planner keeps global state; only the execution of plans may happen at once.
  private static let planner = Mutex(())

  /// Gives the planner the plans that are known beforehand, once.
  private static let isWise = fftwf_import_wisdom_from_string(wisdom) == 1

  /// Transforms of `length` samples, an even number.
  init(length: Int) {
    precondition(length > 0 && length.isMultiple(of: 2), "no transform of length \(length)")
    self.length = length
    bins = length / 2 + 1
    let first = AlignedFloats(count: 2 * length)
    let second = AlignedFloats(count: 2 * length)
    let flags = UInt32(FFTW_ESTIMATE) | UInt32(FFTW_DESTROY_INPUT)
    let count = Int32(length)
    let plans = FourierTransform.planner.withLock { _ in
      _ = FourierTransform.isWise
      let input = FourierTransform.complex(first.pointer)
      let output = FourierTransform.complex(second.pointer)
      return Plans(
        real: fftwf_plan_dft_r2c_1d(count, first.pointer, output, flags),
        forward: fftwf_plan_dft_1d(count, input, output, FFTW_FORWARD, flags),
        backward: fftwf_plan_dft_1d(count, input, output, FFTW_BACKWARD, flags))
    }
    guard let real = plans.real, let forward = plans.forward, let backward = plans.backward else {
      preconditionFailure("FFTW has no plan for length \(length)")
    }
    realPlan = real
    forwardPlan = forward
    backwardPlan = backward
  }

  deinit {
    FourierTransform.planner.withLock { _ in
      fftwf_destroy_plan(realPlan)
      fftwf_destroy_plan(forwardPlan)
      fftwf_destroy_plan(backwardPlan)
    }
  }

  /// Writes the `bins` complex frequencies of `length` real samples, which are destroyed.
  func real(_ samples: UnsafeMutablePointer<Float>, to spectrum: UnsafeMutablePointer<Float>) {
    FourierTransform.checkAlignment(samples, spectrum)
    fftwf_execute_dft_r2c(realPlan, samples, FourierTransform.complex(spectrum))
  }

  /// Writes the `length` complex frequencies of complex samples, which are destroyed.
  func forward(_ samples: UnsafeMutablePointer<Float>, to spectrum: UnsafeMutablePointer<Float>) {
    FourierTransform.checkAlignment(samples, spectrum)
    fftwf_execute_dft(
      forwardPlan, FourierTransform.complex(samples), FourierTransform.complex(spectrum))
  }

  /// Writes `length` times the complex samples of a complex spectrum, which is destroyed.
  func backward(_ spectrum: UnsafeMutablePointer<Float>, to samples: UnsafeMutablePointer<Float>) {
    FourierTransform.checkAlignment(samples, spectrum)
    fftwf_execute_dft(
      backwardPlan, FourierTransform.complex(spectrum), FourierTransform.complex(samples))
  }

  private struct Plans: @unchecked Sendable {
    let real: fftwf_plan?
    let forward: fftwf_plan?
    let backward: fftwf_plan?
  }

  private static func complex(
    _ numbers: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<fftwf_complex> {
    UnsafeMutableRawPointer(numbers).assumingMemoryBound(to: fftwf_complex.self)
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
