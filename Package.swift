// swift-tools-version: 6.1
import PackageDescription

/// Lets the compiler use all instructions of a kind of processor, also in builds for debugging.
func microKernelSettings(_ architecture: String, _ more: String...) -> [SwiftSetting] {
  #if arch(x86_64)
    [.unsafeFlags(["-Xcc", "-march=\(architecture)", "-Ounchecked"] + more)]
  #else
    []
  #endif
}

/// What `import CMCGANKit` makes available.
let libraryModules = [
  "Files", "Console", "Threads", "LinearAlgebra", "TensorCore", "Safetensors", "Ranks", "Autograd",
  "Layers", "Media", "Films", "Orchestra", "Configuration", "Preprocessing", "Models", "DataSets",
  "Training",
  "Inference", "Description", "Metrics", "Evaluation", "Report",
]

// The graph below is the architecture: a target may import only what stands above it. `Models`
// never sees files and `Media` never sees gradients, because neither can name the other. Each target
// lists all that it imports: what is reached through another only is not rebuilt for when it changes.
let package = Package(
  name: "cmcgan",
  products: [
    .executable(name: "cmcgan", targets: ["CommandLine"]),
    // The modules stand beside their umbrella, so that documentation is made for each.
    .library(name: "CMCGANKit", targets: ["CMCGANKit"] + libraryModules),
  ],
  traits: [
    .trait(name: "MPI", description: "Training, evaluation and conversion over several processes.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ],
  targets: [
    // C libraries. Each is named by exactly one Swift file.
    .systemLibrary(name: "CFFTW", pkgConfig: "fftw3f", providers: [.apt(["libfftw3-dev"])]),
    .systemLibrary(name: "CSndfile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
    .systemLibrary(
      name: "CMPG123", pkgConfig: "libmpg123", providers: [.apt(["libmpg123-dev"])]),
    .systemLibrary(name: "CSoxr", pkgConfig: "soxr", providers: [.apt(["libsoxr-dev"])]),
    .systemLibrary(name: "CExif", pkgConfig: "libexif", providers: [.apt(["libexif-dev"])]),
    .systemLibrary(name: "CWebP", pkgConfig: "libwebpdemux", providers: [.apt(["libwebp-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),
    .target(name: "CLinux"),
    // Loaded when they are needed for the first time, not with the program.
    .target(name: "COpenBLAS", dependencies: ["CLinux"]),
    .target(name: "CLAPACKE", dependencies: ["CLinux"]),
    // Replaces malloc, in programs only: it ends the process where memory lacks.
    .target(name: "CMemory"),
    .target(name: "CPNG", linkerSettings: [.linkedLibrary("png16")]),
    .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),

    // The innermost loops, compiled for each kind of processor; which one runs is decided at run time.
    .target(name: "MicroKernels"),
    .target(
      name: "MicroKernelsAVX2", dependencies: ["MicroKernels", "CLinux"],
      swiftSettings: microKernelSettings("x86-64-v3")),
    .target(
      name: "MicroKernelsAVX512", dependencies: ["MicroKernels", "CLinux"],
      swiftSettings: microKernelSettings("x86-64-v4")),
    .systemLibrary(name: "CBFloat16"),
    .target(
      name: "MicroKernelsBFloat16", dependencies: ["MicroKernels", "CBFloat16", "CLinux"],
      swiftSettings: microKernelSettings("x86-64-v4", "-Xcc", "-mavx512bf16", "-DHAS_BFLOAT16")),

    // MPI is only there with the trait of its name: without it this is an empty file.
    .systemLibrary(name: "CMPILibrary", pkgConfig: "mpi-c", providers: [.apt(["libopenmpi-dev"])]),
    .target(
      name: "CMPI",
      dependencies: [.target(name: "CMPILibrary", condition: .when(traits: ["MPI"]))],
      cSettings: [.define("CMCGAN_MPI", .when(traits: ["MPI"]))]),

    .target(
      name: "Files",
      dependencies: ["CJansson", .product(name: "SystemPackage", package: "swift-system")],
      exclude: ["README.md"]),
    .target(name: "Console", dependencies: ["Files"], exclude: ["README.md"]),
    .target(
      name: "LinearAlgebra", dependencies: ["Files", "CLAPACKE"], exclude: ["README.md"]),
    .target(name: "Threads", dependencies: ["Files", "CLinux"], exclude: ["README.md"]),
    .target(
      name: "TensorCore",
      dependencies: [
        "Files", "Threads", "LinearAlgebra", "MicroKernels", "MicroKernelsAVX2",
        "MicroKernelsAVX512",
        "MicroKernelsBFloat16", "COpenBLAS", "CLinux",
      ],
      exclude: ["README.md"]),
    .target(
      name: "Safetensors", dependencies: ["Files", "Threads", "TensorCore", "CZlib"],
      exclude: ["README.md"]),
    .target(
      name: "Ranks", dependencies: ["Files", "CMPI"], exclude: ["README.md"],
      swiftSettings: [.define("MPI", .when(traits: ["MPI"]))]),
    .target(
      name: "Autograd", dependencies: ["TensorCore"], exclude: ["README.md"]),
    .target(
      name: "Layers", dependencies: ["Threads", "TensorCore", "Autograd"], exclude: ["README.md"]),
    .target(
      name: "Media",
      dependencies: [
        "Files", "LinearAlgebra", "TensorCore", "Safetensors", "CFFTW", "CSndfile", "CMPG123",
        "CSoxr",
        "CPNG",
        "CJPEG",
        "CExif", "CWebP",
      ],
      exclude: ["README.md"]),
    .target(
      name: "Films", dependencies: ["Files", "Media", "CLinux"], exclude: ["README.md"]),
    .target(name: "Orchestra", dependencies: ["TensorCore", "Media"], exclude: ["README.md"]),
    .target(
      name: "Configuration",
      dependencies: ["Files", "TensorCore", "Layers", "Media"],
      exclude: ["README.md"]),
    .target(
      name: "LinearBaseline",
      dependencies: ["LinearAlgebra", "TensorCore", "Autograd", "Layers", "Configuration"],
      exclude: ["README.md"]),
    .target(
      name: "Models",
      dependencies: [
        "Threads", "TensorCore", "Autograd", "Layers", "Configuration", "LinearBaseline",
      ],
      exclude: ["README.md"]),
    .target(
      name: "Preprocessing", dependencies: ["Threads", "TensorCore", "Media", "Configuration"],
      exclude: ["README.md"]),
    .target(
      name: "DataSets",
      dependencies: [
        "Files", "Console", "Threads", "TensorCore", "Safetensors", "Media", "Films", "Orchestra",
        "Configuration", "Preprocessing",
      ],
      exclude: ["README.md"]),
    .target(
      name: "Training",
      dependencies: [
        "Files", "Console", "Threads", "LinearAlgebra", "TensorCore", "Safetensors", "Ranks",
        "Autograd", "Layers", "Media", "Configuration", "Preprocessing", "Models", "DataSets",
      ],
      exclude: ["README.md"]),
    .target(
      name: "Inference",
      dependencies: [
        "Files", "Console", "Threads", "TensorCore", "Safetensors", "Ranks", "Autograd", "Media",
        "Films",
        "Configuration", "Preprocessing", "Models", "DataSets", "Training",
      ],
      exclude: ["README.md"]),
    .target(
      name: "Description",
      dependencies: [
        "Files", "TensorCore", "Safetensors", "Media", "Films", "Configuration", "Models",
        "DataSets", "Training", "Inference",
      ],
      exclude: ["README.md"]),
    .target(
      name: "Metrics", dependencies: ["LinearAlgebra", "Threads", "TensorCore", "Media"],
      exclude: ["README.md"]),
    .target(
      name: "Evaluation",
      dependencies: [
        "Files", "Console", "LinearAlgebra", "Threads", "TensorCore", "Ranks", "Autograd", "Media",
        "Metrics",
        "Configuration", "Preprocessing", "Models", "DataSets", "Training", "Inference",
      ],
      exclude: ["README.md"]),
    .target(
      name: "Report",
      dependencies: ["Files", "Media", "Training"],
      exclude: ["README.md"]),
    .target(name: "CMCGANKit", dependencies: libraryModules.map { .byName(name: $0) }),
    .executableTarget(
      name: "CommandLine",
      dependencies: [
        "Files", "Console", "Threads", "TensorCore", "Safetensors", "Ranks", "Autograd", "Layers",
        "Media", "Orchestra", "Configuration", "Models", "DataSets", "Training", "Inference",
        "Description", "Metrics", "Evaluation", "Report", "CMemory",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Golden files are read from the source tree, so they are not resources of the bundle.
    .target(
      name: "TestSupport",
      dependencies: [
        "Files", "Threads", "TensorCore", "Safetensors", "Ranks", "Autograd", "Media",
        "Configuration",
        "Models",
      ],
      path: "Tests/TestSupport",
      exclude: ["Golden"]),
    .testTarget(
      name: "FilesTests", dependencies: ["Files", "Models", "Configuration", "TestSupport"]),
    .testTarget(name: "ConsoleTests", dependencies: ["Console"]),
    .testTarget(name: "RanksTests", dependencies: ["Files", "Ranks", "TestSupport"]),
    // The loops for AVX-512 on processors that only have AVX2: slow, but all that is not a matter of
    // instructions can be tested everywhere.
    .target(
      name: "WideMicroKernel", dependencies: ["MicroKernels", "CLinux"],
      path: "Tests/WideMicroKernel", swiftSettings: microKernelSettings("x86-64-v3")),
    // Those for bfloat16, by the same means.
    .target(
      name: "PairedMicroKernel", dependencies: ["MicroKernels", "CLinux"],
      path: "Tests/PairedMicroKernel", swiftSettings: microKernelSettings("x86-64-v3")),
    .testTarget(
      name: "TensorCoreTests",
      dependencies: [
        "Files", "LinearAlgebra", "Threads", "TensorCore", "TestSupport", "MicroKernels",
        "WideMicroKernel",
        "PairedMicroKernel",
      ]),
    .testTarget(
      name: "SafetensorsTests",
      dependencies: ["Files", "TensorCore", "Safetensors", "TestSupport"]),
    .testTarget(
      name: "AutogradTests", dependencies: ["TensorCore", "Autograd", "TestSupport"]),
    .testTarget(
      name: "LayersTests", dependencies: ["TensorCore", "Autograd", "Layers", "TestSupport"]),
    .testTarget(
      name: "MediaTests",
      dependencies: ["Files", "TensorCore", "Safetensors", "Media", "TestSupport"]),
    .testTarget(
      name: "FilmsTests", dependencies: ["Files", "Media", "Films", "TestSupport"]),
    .testTarget(
      name: "OrchestraTests", dependencies: ["Media", "TensorCore", "Orchestra", "TestSupport"]),
    .testTarget(
      name: "ConfigurationTests",
      dependencies: ["Files", "Configuration", "TestSupport"]),
    .testTarget(
      name: "ModelsTests",
      dependencies: [
        "Files", "TensorCore", "Safetensors", "Autograd", "Layers", "Configuration", "Models",
        "TestSupport",
      ]),
    // The readers of files from strangers, by one door for the tests and for fuzzing.
    .target(
      name: "HostileInput",
      dependencies: [
        "Files", "TensorCore", "Safetensors", "Media", "Configuration", "Preprocessing", "DataSets",
        "Training", "Inference", "Description", "TestSupport",
      ],
      path: "Fuzz/HostileInput"),
    .testTarget(
      name: "DataSetsTests",
      dependencies: [
        "Files", "Threads", "TensorCore", "Safetensors", "Media", "Orchestra", "Configuration",
        "Preprocessing", "DataSets", "TestSupport", "Training",
      ]),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Files", "Ranks", "TensorCore", "Safetensors", "Autograd", "Layers", "Media",
        "Configuration",
        "Models", "DataSets", "Training", "TestSupport",
      ]),
    .testTarget(
      name: "InferenceTests",
      dependencies: [
        "Files", "TensorCore", "Media", "Configuration", "Preprocessing", "Models", "DataSets",
        "Training", "Inference", "HostileInput", "TestSupport",
      ]),
    .testTarget(
      name: "MetricsTests",
      dependencies: ["TensorCore", "Safetensors", "Media", "Metrics", "TestSupport"]),
    .testTarget(
      name: "EvaluationTests",
      dependencies: [
        "Files", "TensorCore", "Layers", "Media", "Metrics", "Configuration", "Models",
        "Evaluation", "TestSupport",
      ]),
    .testTarget(
      name: "ReportTests", dependencies: ["Files", "Report", "TestSupport"],
      exclude: ["Snapshots"]),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "Files", "Configuration", "Ranks", "TensorCore", "Safetensors", "Media", "CommandLine",
        "TestSupport", "Orchestra", "Metrics",
      ],
      exclude: ["Snapshots"]),
  ],
  swiftLanguageModes: [.v6]
)

// Only tensors are built in double precision too, and what is made of them: see `make test-double`.
if Context.environment["CMCGAN_DOUBLE"] != nil {
  let others: Set = [
    "FilesTests", "ConsoleTests", "RanksTests", "FilmsTests", "OrchestraTests", "Metrics",
    "MetricsTests",
    "Evaluation", "EvaluationTests", "Report", "ReportTests", "CMCGANKit", "CommandLine",
    "CommandLineTests",
  ]
  package.products = []
  package.dependencies.removeFirst()  // The arguments of commands, which are not built.
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

// The plugin that makes documentation is resolved only where it is asked for: see `make docs`.
if Context.environment["CMCGAN_DOCS"] != nil {
  package.dependencies.append(
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
  // The plugin turns all traits on, and the headers of MPI need not be there.
  package.traits = []
  for target in package.targets {
    if target.name == "CMPI" { (target.dependencies, target.cSettings) = ([], nil) }
    if target.name == "Ranks" { target.swiftSettings = nil }
  }
}
