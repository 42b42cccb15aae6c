// swift-tools-version: 6.1
import PackageDescription

// A package beside the library, as a user of the library would write it. Elsewhere, name the library
// by a path too, or by an address and a branch or revision: SwiftPM refuses unsafe build flags, which
// the micro-kernels need, in a dependency on a version.
let package = Package(
  name: "Examples",
  dependencies: [.package(name: "cmcgan", path: "..")],
  targets: [
    .executableTarget(
      name: "TrainAndConvert",
      dependencies: [.product(name: "CMCGANKit", package: "cmcgan")])
  ],
  swiftLanguageModes: [.v6]
)
