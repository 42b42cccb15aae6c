import Glibc
import COpenBLAS
import Threads

/// A matrix inside a larger buffer: row-major, `stride` elements from one row to the next.
struct MatrixPointer {
  let start: UnsafePointer<Scalar>
  let stride: Int
  var transposed = false
}

/// OpenBLAS, which computes each call on the calling thread: parallelism is ours, with a fixed partition.
private let openBLAS = openblas_load()

/// The name of the processor family that OpenBLAS chose its kernels for, such as `SkylakeX`.
///
/// The environment variable `OPENBLAS_CORETYPE` overrides the choice of OpenBLAS.
public func openBLASCoreName() -> String { String(cString: openBLAS.get_corename()) }

/// The processor family of OpenBLAS's kernels, with the environment variables that changed the choice.
///
/// `OPENBLAS_CORETYPE` and `OPENBLAS_L2_SIZE` can halve the speed of OpenBLAS. The text names those that
/// are set.
public func openBLASInWords() -> String {
  let names: [String] = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"].filter { getenv($0) != nil }
  guard KernelPath.avx512.isAvailable, !names.isEmpty else { return openBLASCoreName() }
  return
    "\(openBLASCoreName()) (as \(names.joined(separator: " and ")) in the environment asks: this "
    + "processor may be faster without)"
}

/// out = a b + (accumulating ? out : 0), for a of m x k and b of k x n after transposition.
func multiply(
  _ a: MatrixPointer, _ b: MatrixPointer, rows m: Int, columns n: Int, inner k: Int,
  into out: UnsafeMutablePointer<Scalar>, stride: Int, accumulating: Bool = false
) {
  #if DOUBLE_PRECISION
    let (gemm, gemv) = (openBLAS.dgemm, openBLAS.dgemv)
  #else
    let (gemm, gemv) = (openBLAS.sgemm, openBLAS.sgemv)
  #endif
  if m == 1, k * n >= 1 << 14 {
    // One row: packing a large matrix, as the general product does, would cost more than reading it.
    let (rows, columns) = b.transposed ? (n, k) : (k, n)
    gemv(
      CblasRowMajor, b.transposed ? CblasNoTrans : CblasTrans, Int32(rows), Int32(columns), 1,
      b.start, Int32(b.stride), a.start, a.transposed ? Int32(a.stride) : 1,
      accumulating ? 1 : 0, out, 1)
    return
  }
  gemm(
    CblasRowMajor, a.transposed ? CblasTrans : CblasNoTrans,
    b.transposed ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), Int32(k), 1,
    a.start, Int32(a.stride), b.start, Int32(b.stride), accumulating ? 1 : 0, out, Int32(stride))
}

/// The matrix product of two matrices, each transposed first if asked for.
///
/// The longer side of the result is cut into at most eight strips of 64 or more, one for a worker.
public func matrixProduct(
  _ a: Tensor, _ b: Tensor, transposingFirst: Bool = false, transposingSecond: Bool = false
) -> Tensor {
  precondition(a.shape.count == 2 && b.shape.count == 2, "a matrix has two dimensions")
  let m = a.shape[transposingFirst ? 1 : 0]
  let k = a.shape[transposingFirst ? 0 : 1]
  let n = b.shape[transposingSecond ? 0 : 1]
  precondition(
    k == b.shape[transposingSecond ? 1 : 0], "no product of matrices \(a.shape) and \(b.shape)")
  let longer = max(m, n)
  let strip = max(64, (longer + 7) / 8)
  return Tensor(shape: [m, n]) { out in
    a.withPointer { pa in
      b.withPointer { pb in
        ThreadPool.shared.forEachRange(longer, length: strip) { range in
          let start = range.lowerBound
          let rows = m >= n
          multiply(
            MatrixPointer(
              start: rows ? pa + (transposingFirst ? start : start * k) : pa,
              stride: a.shape[1], transposed: transposingFirst),
            MatrixPointer(
              start: rows ? pb : pb + (transposingSecond ? start * k : start),
              stride: b.shape[1], transposed: transposingSecond),
            rows: rows ? range.count : m, columns: rows ? n : range.count, inner: k,
            into: out + (rows ? start * n : start), stride: n)
        }
      }
    }
  }
}
