import Files
import Films
import Media

/// Pairs cut from films: for each half second its sound, and the image that is seen at its beginning.
extension DataSetImport {
  /// Half a second.
  private static let part = Double(ClipFormat.samples) / Double(ClipFormat.sampleRate)

  /// A film that can be cut into parts of half a second.
  private struct UsableFilm {
    let film: Film
    let member: FilmCollection.Member
    let parts: Int

    /// The key of a part; its stem ends in milliseconds.
    func key(_ part: Int) -> PairKey {
      var key = member.key
      key.stem += "_\(500 * part)"
      return key
    }
  }

  func run(
    _ films: FilmCollection, _ source: String, to folder: String, event: (DataSetEvent) -> Void
  ) throws -> Summary {
    if Folder.exists(source) { try Self.requireApart(source, folder) }
    var account = ImportAccount(
      source: source, total: films.members.count + films.faults.count, unit: "films",
      keepsGoing: keepsGoing)
    account.summary.layout = "films"
    account.summary.classes = films.classes.count
    func skip(_ failure: Failure) throws {
      guard Folder.exists(source) else { throw failure }
      event(.skipped(failure))
      try account.skip(failure)
    }
    for fault in films.faults { try skip(fault) }
    for note in films.notes { event(.note(note)) }
    var usable: [UsableFilm] = []
    for member in films.members {
      do {
        usable.append(try usableFilm(member))
      } catch let failure as Failure where failure.kind == .badInput {
        try skip(failure)
      }
    }
    let total = usable.reduce(0) { $0 + $1.parts }
    guard total > 0 else {
      throw Failure(.badInput, source, "no film can be cut (\(films.members.count) were tried)")
    }
    let writer = try DataSetWriter(
      folder,
      work: [
        "command": "import", "source": .string(RealPath.of(source) ?? source),
        "size": .integer(Int64(imageSize)), "films": true,
      ], pairs: total, imageSize: imageSize, replacing: replaces)
    try writer.makeFolders(for: usable.map { $0.key(0) })
    var lines: [(key: PairKey, isSilent: Bool)] = []
    var count = 0
    for film in usable {
      do {
        var readable = 0
        let complaint = try write(film, writer) { key, isSilent, isAttenuated, isKept in
          account.count(key, isSilent: isSilent)
          if isAttenuated { account.summary.attenuated += 1 }
          if isKept { account.summary.kept += 1 }
          lines.append((key, isSilent))
          readable += 1
          count += 1
          event(.progress(count, total))
        }
        if readable < film.parts || complaint != nil {
          let words = complaint.map { ", ffmpeg says: \($0)" } ?? ""
          event(
            .note(
              "\(film.film.path): \(readable) of \(film.parts) half seconds can be read\(words)"))
        }
      } catch let failure as Failure where failure.kind == .badInput {
        try skip(failure)
      }
    }
    guard !lines.isEmpty else {
      throw Failure(.badInput, source, "no film can be read (\(usable.count) were tried)")
    }
    if films.classes.isEmpty {
      event(.note("no class folders, so the pairs have no classes; CLASS/NAME.mp4 gives them some"))
    }
    if account.summary.validation == 0, films.members.count > 1 {
      event(.note("no film is left to validate on"))
    }
    try writer.finish(lines)
    return account.summary
  }

  private func usableFilm(_ member: FilmCollection.Member) throws -> UsableFilm {
    let film = try Film(member.path)
    guard let image = film.imageStream else {
      throw Failure(.badInput, member.path, "a film without an image")
    }
    guard film.hasSound else { throw Failure(.badInput, member.path, "a film without a sound") }
    // A length that is stored with few digits may be a little short of whole parts.
    let parts = Int(min(image.seconds, film.seconds) / Self.part + 0.01)
    guard parts > 0 else {
      throw Failure(
        .badInput, member.path, "a film of \(film.seconds) s, half a second is needed")
    }
    return UsableFilm(film: film, member: member, parts: parts)
  }

  /// Writes all pairs of a film that are not there yet; one that ends early gives fewer.
  ///
  /// - Returns: what ffmpeg complained of, if it did.
  private func write(
    _ usable: UsableFilm, _ writer: DataSetWriter,
    receive: (_ key: PairKey, _ isSilent: Bool, _ isAttenuated: Bool, _ isKept: Bool)
      -> Void
  ) throws -> String? {
    var first = 0
    while first < usable.parts,
      let isSilent = writer.silenceOfFinished(usable.key(first), imageSize: imageSize)
    {
      receive(usable.key(first), isSilent, false, true)
      first += 1
    }
    guard first < usable.parts else { return nil }
    let start = Double(first) * Self.part
    let frames = try FilmFrames(
      usable.film, rate: .init(images: 2, seconds: 1), from: start, isRest: first > 0)
    let sound = try FilmSound(usable.film, sampleRate: ClipFormat.sampleRate, from: start)
    while first < usable.parts {
      var pairs: [(image: Image, clip: Sound)] = []
      while pairs.count < OrderedWork.block, first + pairs.count < usable.parts {
        guard let frame = try frames.next() else { break }
        let samples = try sound.read(maximumFrames: ClipFormat.samples)
        guard samples.count == ClipFormat.samples else { break }
        pairs.append(
          (
            frame.filling(width: imageSize, height: imageSize),
            Sound(samples: samples, sampleRate: ClipFormat.sampleRate)
          ))
      }
      guard !pairs.isEmpty else { break }
      let block = pairs
      try OrderedWork.run(block.count) {
        Self.written(block[$0].image, block[$0].clip, as: usable.key(first + $0), writer)
      } receive: { number, outcome in
        switch outcome {
        case .written(let isSilent, let isAttenuated, _):
          receive(usable.key(first + number), isSilent, isAttenuated, false)
        case .stopped(let error): throw error
        case .bad(let failure): throw failure
        case .kept: break
        }
      }
      first += block.count
    }
    return frames.complaint ?? sound.warnings.first
  }
}
