// swift-tools-version: 6.1
import PackageDescription

/// Lets the compiler use all instructions of a kind of processor, also in builds for debugging.
func tileSettings(_ architecture: String, _ more: String...) -> [SwiftSetting] {
  #if arch(x86_64)
    [.unsafeFlags(["-Xcc", "-march=\(architecture)", "-Ounchecked"] + more)]
  #else
    []
  #endif
}

// The graph below is the architecture: a target may import only what stands above it. `CMCGAN`
// never sees files and `Media` never sees gradients, because neither can name the other. Each target
// lists all that it imports: what is reached through another only is not rebuilt for when it changes.
let package = Package(
  name: "cmcgan",
  products: [
    .executable(name: "cmcgan", targets: ["cmcgan"]),
    .library(
      name: "CMCGANKit",
      targets: [
        "Files", "Ranks", "TensorCore", "Autograd", "Media", "Films", "Orchestra", "CMCGAN",
        "Training", "Evaluation", "Report",
      ]),
  ],
  traits: [
    .trait(name: "MPI", description: "Training, evaluation and conversion over several processes.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // C libraries. Each is named by exactly one Swift file.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CLAPACKE", pkgConfig: "lapacke", providers: [.apt(["liblapacke-dev"])]),
    .systemLibrary(name: "CFFTW", pkgConfig: "fftw3f", providers: [.apt(["libfftw3-dev"])]),
    .systemLibrary(name: "CSndfile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
    .systemLibrary(name: "CSoxr", pkgConfig: "soxr", providers: [.apt(["libsoxr-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),
    .target(name: "CSystem"),
    .target(name: "CPNG", linkerSettings: [.linkedLibrary("png16")]),
    .target(name: "CJPEG", linkerSettings: [.linkedLibrary("turbojpeg")]),

    // The innermost loops, compiled for each kind of processor; which one runs is decided at run time.
    .target(name: "Tiles"),
    .target(
      name: "TilesAVX2", dependencies: ["Tiles", "CSystem"],
      swiftSettings: tileSettings("x86-64-v3")),
    .target(
      name: "TilesAVX512", dependencies: ["Tiles", "CSystem"],
      swiftSettings: tileSettings("x86-64-v4")),
    .systemLibrary(name: "CBFloat16"),
    .target(
      name: "TilesBFloat16", dependencies: ["Tiles", "CBFloat16", "CSystem"],
      swiftSettings: tileSettings("x86-64-v4", "-Xcc", "-mavx512bf16", "-DHAS_BFLOAT16")),

    // MPI is only there with the trait of its name: without it this is an empty file.
    .systemLibrary(name: "CMPILibrary", pkgConfig: "mpi-c", providers: [.apt(["libopenmpi-dev"])]),
    .target(
      name: "CMPI",
      dependencies: [.target(name: "CMPILibrary", condition: .when(traits: ["MPI"]))],
      cSettings: [.define("CMCGAN_MPI", .when(traits: ["MPI"]))]),

    .target(name: "Files", dependencies: ["CJansson"], exclude: ["README.md"]),
    .target(
      name: "Ranks", dependencies: ["Files", "CMPI"], exclude: ["README.md"],
      swiftSettings: [.define("MPI", .when(traits: ["MPI"]))]),
    .target(
      name: "TensorCore",
      dependencies: [
        "Files", "Tiles", "TilesAVX2", "TilesAVX512", "TilesBFloat16", "COpenBLAS", "CLAPACKE",
        "CZlib", "CSystem",
      ],
      exclude: ["README.md"]),
    .target(
      name: "Autograd", dependencies: ["Ranks", "TensorCore"], exclude: ["README.md"]),
    .target(
      name: "Media",
      dependencies: ["Files", "TensorCore", "CFFTW", "CSndfile", "CSoxr", "CPNG", "CJPEG"],
      exclude: ["README.md"]),
    .target(
      name: "Films", dependencies: ["Files", "Media", "CSystem"], exclude: ["README.md"]),
    .target(name: "Orchestra", dependencies: ["TensorCore", "Media"], exclude: ["README.md"]),
    .target(
      name: "CMCGAN", dependencies: ["Files", "TensorCore", "Autograd"], exclude: ["README.md"]),
    .target(
      name: "Training",
      dependencies: [
        "Files", "Ranks", "TensorCore", "Autograd", "Media", "Films", "Orchestra", "CMCGAN",
      ],
      exclude: ["README.md"]),
    .target(
      name: "Evaluation",
      dependencies: ["Files", "Ranks", "TensorCore", "Media", "CMCGAN", "Training"],
      exclude: ["README.md"]),
    .target(
      name: "Report", dependencies: ["Files", "Media", "Training"], exclude: ["README.md"]),
    .executableTarget(
      name: "cmcgan",
      dependencies: [
        "Files", "Ranks", "TensorCore", "Autograd", "Media", "Films", "Orchestra", "CMCGAN",
        "Training", "Evaluation", "Report",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Golden files are read from the source tree, so they are not resources of the bundle.
    .target(
      name: "TestSupport",
      dependencies: ["Files", "Ranks", "TensorCore", "Autograd", "Media", "CMCGAN", "Training"],
      path: "Tests/TestSupport",
      exclude: ["Golden"]),
    .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"]),
    .testTarget(name: "RanksTests", dependencies: ["Files", "Ranks", "TestSupport"]),
    // The loops for AVX-512 on processors that only have AVX2: slow, but all that is not a matter of
    // instructions can be tested everywhere.
    .target(
      name: "WideTile", dependencies: ["Tiles", "CSystem"], path: "Tests/WideTile",
      swiftSettings: tileSettings("x86-64-v3")),
    // Those for bfloat16, by the same means.
    .target(
      name: "PairedTile", dependencies: ["Tiles", "CSystem"], path: "Tests/PairedTile",
      swiftSettings: tileSettings("x86-64-v3")),
    .testTarget(
      name: "TensorCoreTests",
      dependencies: ["Files", "TensorCore", "TestSupport", "Tiles", "WideTile", "PairedTile"]),
    .testTarget(
      name: "AutogradTests", dependencies: ["TensorCore", "Autograd", "TestSupport"]),
    .testTarget(
      name: "MediaTests", dependencies: ["Files", "TensorCore", "Media", "TestSupport"]),
    .testTarget(name: "FilmsTests", dependencies: ["Films"]),
    .testTarget(
      name: "OrchestraTests", dependencies: ["Media", "Orchestra", "TestSupport"]),
    .testTarget(
      name: "CMCGANTests",
      dependencies: ["Files", "TensorCore", "Autograd", "CMCGAN", "Training", "TestSupport"]),
    // The readers of files from strangers, by one door for the tests and for fuzzing.
    .target(
      name: "HostileInput",
      dependencies: ["Files", "TensorCore", "Media", "CMCGAN", "Training", "TestSupport"],
      path: "Fuzz/HostileInput"),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Files", "Ranks", "TensorCore", "Autograd", "Media", "Orchestra", "CMCGAN", "Training",
        "HostileInput", "TestSupport",
      ]),
    .testTarget(
      name: "EvaluationTests",
      dependencies: ["Files", "TensorCore", "Media", "Evaluation", "TestSupport"]),
    .testTarget(
      name: "CommandTests",
      dependencies: ["Files", "Ranks", "TensorCore", "Media", "cmcgan", "TestSupport"]),
    .testTarget(name: "ReportTests", dependencies: ["Files", "Report", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)

// Only tensors are built in double precision too, and what is made of them: see `make test-double`.
if Context.environment["CMCGAN_DOUBLE"] != nil {
  let others: Set = [
    "FilesTests", "RanksTests", "FilmsTests", "OrchestraTests", "Evaluation", "EvaluationTests",
    "Report",
    "ReportTests", "cmcgan", "CommandTests",
  ]
  package.products = []
  package.dependencies = []
  package.targets.removeAll { others.contains($0.name) }
}

// libFuzzer is linked only where it is asked for: see `make fuzz`.
if Context.environment["CMCGAN_FUZZ"] != nil {
  package.targets += [
    .systemLibrary(name: "CFuzzer", path: "Fuzz/CFuzzer"),
    .executableTarget(
      name: "fuzz", dependencies: ["CFuzzer", "HostileInput"], path: "Fuzz/Driver",
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
  ]
}
