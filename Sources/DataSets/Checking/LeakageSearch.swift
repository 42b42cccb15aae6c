import Files

/// Finds what is on both sides of the split; pairs to train on must come before those to validate on.
struct LeakageSearch {
  private(set) var images = DataSetCheck.Finding()
  private(set) var sounds = DataSetCheck.Finding()
  private(set) var recordings = DataSetCheck.Finding()
  private var trainingImages: [PairInspection.Fingerprint: String] = [:]
  private var trainingSounds: [PairInspection.Fingerprint: String] = [:]
  private var trainingRecordings: Set<String> = []
  private var namedRecordings: Set<String> = []

  mutating func add(_ found: PairInspection, isTraining: Bool, recording: String?) {
    // Silence is the same wherever it comes from.
    let clip = found.clip.flatMap { $0.isSilent ? nil : $0 }
    if isTraining {
      if let image = found.imageFacts { trainingImages[image.fingerprint] = found.imagePath }
      if let clip { trainingSounds[clip.fingerprint] = found.soundPath }
      if let recording { trainingRecordings.insert(recording) }
      return
    }
    if let image = found.imageFacts, let other = trainingImages[image.fingerprint],
      Self.areEqual(other, found.imagePath)
    {
      images.add(found.imagePath)
    }
    if let clip, let other = trainingSounds[clip.fingerprint],
      Self.areEqual(other, found.soundPath)
    {
      sounds.add(found.soundPath)
    }
    if let recording, trainingRecordings.contains(recording),
      namedRecordings.insert(recording).inserted
    {
      recordings.add(recording)
    }
  }

  /// Whether two files have the same bytes; checksums alone agree by chance in large sets.
  private static func areEqual(_ one: String, _ other: String) -> Bool {
    guard let first = try? InputFile.read(one), let second = try? InputFile.read(other) else {
      return false
    }
    return first == second
  }
}
