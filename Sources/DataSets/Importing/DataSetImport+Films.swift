import Files
import Films
import Media

/// Pairs cut from films: for each half second its sound, and the image that is seen at its beginning.
extension DataSetImport {
  /// Half a second.
  private static let part = Double(ClipFormat.samples) / Double(ClipFormat.sampleRate)

  /// A film that can be cut.
  private struct Cut {
    let film: Film
    let member: FilmCollection.Member
    let parts: Int

    func place(_ part: Int) -> DataSetWriter.Place {
      .init(
        split: member.split, className: member.className, stem: "\(member.stem)_\(500 * part)")
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
    var cuts: [Cut] = []
    for member in films.members {
      do {
        cuts.append(try cut(member))
      } catch let failure as Failure where failure.kind == .badInput {
        try skip(failure)
      }
    }
    let total = cuts.reduce(0) { $0 + $1.parts }
    guard total > 0 else {
      throw Failure(.badInput, source, "no film can be cut (\(films.members.count) were tried)")
    }
    let writer = try DataSetWriter(
      folder,
      work: [
        "command": "import", "source": .string(RealPath.of(source) ?? source),
        "size": .integer(Int64(imageSize)), "films": true,
      ], pairs: total, imageSize: imageSize, replacing: replaces)
    try writer.makeFolders(cuts.map { $0.place(0) })
    var lines: [(place: DataSetWriter.Place, isSilent: Bool)] = []
    var done = 0
    for cut in cuts {
      do {
        var ended = 0
        let complaint = try write(cut, writer) { place, isSilent, isAttenuated, isKept in
          account.count(place, isSilent: isSilent)
          if isAttenuated { account.summary.attenuated += 1 }
          if isKept { account.summary.kept += 1 }
          lines.append((place, isSilent))
          ended += 1
          done += 1
          event(.progress(done, total))
        }
        if ended < cut.parts || complaint != nil {
          let words = complaint.map { ", ffmpeg says: \($0)" } ?? ""
          event(
            .note("\(cut.film.path): \(ended) of \(cut.parts) half seconds can be read\(words)"))
        }
      } catch let failure as Failure where failure.kind == .badInput {
        try skip(failure)
      }
    }
    guard !lines.isEmpty else {
      throw Failure(.badInput, source, "no film can be read (\(cuts.count) were tried)")
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

  private func cut(_ member: FilmCollection.Member) throws -> Cut {
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
    return Cut(film: film, member: member, parts: parts)
  }

  /// Writes all pairs of a film that are not there yet; one that ends early gives fewer.
  ///
  /// - Returns: what ffmpeg complained of, if it did.
  private func write(
    _ cut: Cut, _ writer: DataSetWriter,
    receive: (_ place: DataSetWriter.Place, _ isSilent: Bool, _ isAttenuated: Bool, _ isKept: Bool)
      -> Void
  ) throws -> String? {
    var first = 0
    while first < cut.parts,
      let isSilent = writer.silenceOfFinished(cut.place(first), imageSize: imageSize)
    {
      receive(cut.place(first), isSilent, false, true)
      first += 1
    }
    guard first < cut.parts else { return nil }
    let start = Double(first) * Self.part
    let frames = try FilmFrames(
      cut.film, rate: .init(images: 2, seconds: 1), from: start, isRest: first > 0)
    let sound = try FilmSound(
      cut.film, sampleRate: ClipFormat.sampleRate, from: start, isRest: first > 0)
    while first < cut.parts {
      var pairs: [(image: Image, clip: Sound)] = []
      while pairs.count < OrderedWork.block, first + pairs.count < cut.parts {
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
        Self.written(block[$0].image, block[$0].clip, to: cut.place(first + $0), writer)
      } receive: { number, outcome in
        switch outcome {
        case .done(let isSilent, let isAttenuated):
          receive(cut.place(first + number), isSilent, isAttenuated, false)
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
