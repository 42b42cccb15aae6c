import Console
import Files
import TensorCore

/// Draws pairs from images and sounds that have a class each, and no partner.
///
/// Every file gets a partner of its class and split. Where a class has fewer images than sounds, its images are
/// used several times, about equally often, and the other way round. No file is in both splits.
public struct ClassPairing: Sendable {
  /// The folder of the images, `[SPLIT/]CLASS/STEM.ending`.
  public var images: String
  /// The folder of the sounds, likewise.
  public var sounds: String
  /// The seed of all random choices.
  public var seed: Int
  /// The part of the files of each class that is kept for validation, where no folders say so: 0 to 0.5.
  ///
  /// Of a class with two files of each kind, at least one of each is kept, unless the part is 0.
  public var validationShare: Double

  /// Describes a pairing; nothing is read before it is asked for.
  public init(images: String, sounds: String, seed: Int = 1, validationShare: Double = 0.1) {
    (self.images, self.sounds) = (images, sounds)
    (self.seed, self.validationShare) = (seed, validationShare)
  }

  /// The layout, in words for people.
  static let layout = "pairs by class"

  /// The pairs, and what is left out.
  ///
  /// - Throws: `Failure` of kind `missingInput` where a folder is not there, `badInput` where fewer than two
  ///   classes have images and sounds.
  func listing() throws -> DataSetListing {
    let imageTree = try FolderTree(images, endings: FolderPairs.imageEndings)
    let soundTree = try FolderTree(sounds, endings: FolderPairs.soundEndings)
    let (ofImages, ofSounds) = (byClass(imageTree), byClass(soundTree))
    let classes = try requireClasses(ofImages, ofSounds)
    var entries: [DataSetListing.Entry] = []
    for (number, name) in classes.enumerated() {
      var random = RandomStream(
        seed: UInt64(truncatingIfNeeded: seed), stream: Self.stream,
        sample: UInt32(truncatingIfNeeded: number))
      let files = Self.divided(
        ofImages[name] ?? [], ofSounds[name] ?? [], share: validationShare, &random)
      entries += Self.drawn(files, className: name, &random)
    }
    let used = Set(entries.flatMap { [$0.image, $0.sound] })
    let unused = classes.flatMap { (ofImages[$0] ?? []) + (ofSounds[$0] ?? []) }.map(\.path)
      .filter { !used.contains($0) }
    let ofUnused = unused.first.map {
      "\(unused.count) file(s) without a partner in their split are left out, such as \($0)"
    }
    return DataSetListing(
      layout: Self.layout, entries, faults: imageTree.faults + soundTree.faults,
      notes: imageTree.notes + soundTree.notes + notes(imageTree, "image", ofImages, classes)
        + notes(soundTree, "sound", ofSounds, classes) + [ofUnused].compactMap { $0 })
  }

  /// No other purpose of a seed has this number.
  private static let stream: UInt32 = 0x70_6169

  // MARK: Classes

  private struct File {
    let path: String
    let split: String
  }

  /// The files of each class, in the order of their names.
  private func byClass(_ tree: FolderTree) -> [String: [File]] {
    let keys = tree.files.keys.filter { !$0.className.isEmpty }
      .sorted { ($0.stem, $0.split) < ($1.stem, $1.split) }
    return Dictionary(
      grouping: keys.compactMap { key in
        tree.files[key].map { (key.className, File(path: $0, split: key.split)) }
      }, by: \.0
    ).mapValues { $0.map(\.1) }
  }

  /// The classes that have images and sounds, sorted.
  private func requireClasses(
    _ ofImages: [String: [File]], _ ofSounds: [String: [File]]
  ) throws -> [String] {
    for (found, root, kind) in [(ofImages, images, "images"), (ofSounds, sounds, "sounds")]
    where found.isEmpty {
      throw Failure(
        .badInput, root, "no \(kind) in class folders (0 found)",
        hint: "Put them into a folder for each class, such as \(Folder.path(root, "violin")).")
    }
    let classes = ofImages.keys.filter { ofSounds[$0] != nil }.sorted()
    guard classes.count < 2 else { return classes }
    func names(_ found: [String: [File]]) -> String {
      let names = found.keys.sorted()
      return names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", ..." : "")
    }
    throw Failure(
      .badInput, sounds,
      "\(classes.count) class(es) with images and sounds (images of \(names(ofImages)); sounds of "
        + "\(names(ofSounds)); two or more are needed)",
      hint: "Give a class the same name in both folders.")
  }

  private func notes(
    _ tree: FolderTree, _ kind: String, _ found: [String: [File]], _ classes: [String]
  ) -> [String] {
    let alone = found.keys.filter { !classes.contains($0) }.sorted()
    let loose = tree.files.filter(\.key.className.isEmpty).map(\.value).sorted()
    return [
      alone.isEmpty
        ? nil
        : "class(es) with \(kind)s alone are left out: \(alone.joined(separator: ", "))",
      loose.first.map {
        "\(loose.count) \(kind)(s) outside the class folders are left out, such as \($0)"
      },
    ].compactMap { $0 }
  }

  // MARK: Splits and pairs

  /// The files of both kinds in each split.
  ///
  /// Files that lie in split folders stay there. A class is divided only where it has enough of both kinds, so
  /// that none is left without a partner.
  private static func divided(
    _ images: [File], _ sounds: [File], share: Double, _ random: inout RandomStream
  ) -> [(split: String, images: [String], sounds: [String])] {
    func hasSplits(_ files: [File]) -> Bool { files.contains { !$0.split.isEmpty } }
    func canValidate(_ files: [File]) -> Bool {
      hasSplits(files) ? files.contains { $0.split == "validation" } : files.count > 1
    }
    let isDivided = share > 0 && canValidate(images) && canValidate(sounds)
    func validated(_ files: [File], _ random: inout RandomStream) -> Set<String> {
      guard !hasSplits(files) else {
        return Set(files.filter { $0.split == "validation" }.map(\.path))
      }
      guard isDivided else { return [] }
      let count = max(1, Int((Double(files.count) * share).rounded()))
      return Set(shuffled(files.map(\.path), &random).prefix(count))
    }
    let held = (validated(images, &random), validated(sounds, &random))
    func part(_ files: [File], _ held: Set<String>, isHeld: Bool) -> [String] {
      files.map(\.path).filter { held.contains($0) == isHeld }
    }
    return DataSetLayout.splits.map { split in
      let isHeld = split == "validation"
      return (split, part(images, held.0, isHeld: isHeld), part(sounds, held.1, isHeld: isHeld))
    }
  }

  /// The pairs of a class.
  ///
  /// A stem is the class, the number of the file that may be used several times, and the number of its use. So
  /// pairs that share a file are a group by their stems, as those of one recording are.
  private static func drawn(
    _ files: [(split: String, images: [String], sounds: [String])], className: String,
    _ random: inout RandomStream
  ) -> [DataSetListing.Entry] {
    var first = 1
    return files.flatMap { split, images, sounds -> [DataSetListing.Entry] in
      guard !images.isEmpty, !sounds.isEmpty else { return [] }
      let count = max(images.count, sounds.count)
      let (ofImages, ofSounds) = (
        cycled(images, to: count, &random), cycled(sounds, to: count, &random)
      )
      let reused = images.count < sounds.count ? ofImages : ofSounds
      var numbers: [String: Int] = [:]
      var uses: [String: Int] = [:]
      defer { first += numbers.count }
      return (0..<count).map { index in
        let number = numbers[reused[index]] ?? first + numbers.count
        numbers[reused[index]] = number
        uses[reused[index], default: 0] += 1
        let stem = "\(className)-\(number.padded(to: 4))_\(uses[reused[index], default: 1])"
        return .init(
          key: PairKey(split: split, className: className, stem: stem), splitKey: stem,
          image: ofImages[index], sound: ofSounds[index])
      }
    }
  }

  /// Paths in a random order, and again in others, until there are `count`.
  private static func cycled(
    _ paths: [String], to count: Int, _ random: inout RandomStream
  ) -> [String] {
    var all: [String] = []
    while all.count < count { all += shuffled(paths, &random) }
    return Array(all.prefix(count))
  }

  /// A random order that is the same with any version of the standard library.
  private static func shuffled(_ paths: [String], _ random: inout RandomStream) -> [String] {
    var paths = paths
    for last in paths.indices.dropFirst().reversed() {
      paths.swapAt(last, random.integer(below: last + 1))
    }
    return paths
  }
}
