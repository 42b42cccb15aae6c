import Files
import Orchestra
import TestSupport
import Testing

/// Every kind of bad input with the exact text and exit code that the program has for it.
@Suite struct BadInputTests {
  private static let rows =
    BadInput.sounds + BadInput.images + BadInput.odds + BadInput.models + BadInput.configurations
    + BadInput.manifests + BadInput.checks + BadInput.dataSets + BadInput.commandLines
    + BadInput.outputs

  @Test(arguments: rows) func badInputIsRefusedAndOddInputIsNoted(_ row: BadInput) throws {
    let folder = TemporaryFolder()
    try row.write(into: folder)
    let before = try PairFiles(in: folder.path).contents()
    let names = folder.names
    let result = try row.run(in: folder)
    #expect(row.said(result, in: folder) == row.errors)
    #expect(result.code == row.code)
    #expect(result.output.isEmpty != row.hasTable)
    var after = try PairFiles(in: folder.path).contents()
    if let made = row.made { #expect(after.removeValue(forKey: made)?.isEmpty == false) }
    #expect(after == before)
    #expect(Set(folder.names) == Set(names).union(row.made.map { [$0] } ?? []))
  }

  @Test func namesAreUniqueAndManyKindsAreThere() {
    #expect(Set(Self.rows.map(\.testDescription)).count == Self.rows.count)
    #expect(Self.rows.count >= 75)
  }
}

extension BadInput {
  fileprivate static let sounds: [BadInput] = {
    let wav = Material.wav()
    let kinds = "WAV, FLAC, Ogg, MP3, AIFF, PNG and JPEG can be read"
    let codecs = "integers (1), floating point (3) and the common compressed codecs can be read"
    let half = [Float](repeating: 0.1, count: 8_000)
    return [
      sound("missing", nil, "no such file", code: 66),
      sound(
        "a folder", .folder,
        "a folder without a sound, image or film (folders in it are not looked into)"),
      sound("a broken link", .link(to: "none"), "no such file", code: 66),
      sound("a link to itself", .link(to: "in.wav"), "too many levels of symbolic links", code: 66),
      sound("empty", .bytes([]), "empty file"),
      sound(
        "text", .bytes(Array("once upon a time".utf8)),
        "neither a sound nor an image (plain text; \(kinds))"),
      sound(
        "a zip archive", .bytes(Array("PK\u{3}\u{4}".utf8)),
        "neither a sound nor an image (a zip archive; \(kinds))"),
      sound(
        "cut in its name", .bytes(Array(wav.prefix(4))),
        "neither a sound nor an image (plain text; \(kinds))"),
      sound(
        "cut at 20 bytes", .bytes(Array(wav.prefix(20))),
        "truncated WAV header (20 bytes; at least 44 are needed)"),
      sound("cut at 44 bytes", .bytes(Array(wav.prefix(44))), "no audio samples"),
      sound("half a sample", .bytes(Array(wav.prefix(45))), "no audio samples"),
      sound("no data declared", .bytes(BadFiles.wav(declared: 0)), "no audio samples"),
      sound("0 channels", .bytes(BadFiles.wav(channels: 0)), "no channels (0; 1 to 64)"),
      sound(
        "1024 channels", .bytes(BadFiles.wav(channels: 1_024)),
        "too many channels (1024; at most 64)"),
      sound(
        "65535 channels", .bytes(BadFiles.wav(channels: 65_535)),
        "too many channels (65535; at most 64)"),
      sound(
        "rate 0", .bytes(BadFiles.wav(rate: 0)), "sample rate out of range (0; 1000 to 768000 Hz)"),
      sound(
        "rate 999", .bytes(BadFiles.wav(rate: 999)),
        "sample rate out of range (999; 1000 to 768000 Hz)"),
      sound(
        "rate 2^32 - 1", .bytes(BadFiles.wav(rate: 0xFFFF_FFFF)),
        "sample rate out of range (4294967295; 1000 to 768000 Hz)"),
      sound(
        "33 bits", .bytes(BadFiles.wav(bits: 33)),
        "a WAV codec that cannot be read (format tag 1 of 33 bits; \(codecs))"),
      sound(
        "unknown codec", .bytes(BadFiles.wav(tag: 0x4242)),
        "a WAV codec that cannot be read (format tag 16962 of 16 bits; \(codecs))"),
      sound(
        "NaN after half a second", .bytes(Material.floatWAV(half + [.nan])),
        "non-finite samples at 0.5 s"),
      sound("infinity", .bytes(Material.floatWAV([-.infinity])), "non-finite samples at 0.0 s"),
      sound(
        "peak 1e30", .bytes(Material.floatWAV([1e30])),
        "samples too large for sound at 0.0 s (1e+30; at most 1e+10)"),
      sound(
        "FLAC without sound", .bytes(Array("fLaC".utf8) + [UInt8](repeating: 0, count: 60)),
        "a FLAC sound that cannot be read (File contains data in an unimplemented format.)"),
      sound(
        "AIFF without chunks", .bytes(Array("FORM\0\0\0\u{4}AIFF".utf8)),
        "an AIFF sound that cannot be read (Channel count is zero.)"),
    ]
  }()

  fileprivate static let images: [BadInput] = {
    let png = BadFiles.png()
    let photograph = BadFiles.photograph
    let large = BadFiles.chunk("IDAT", [0], length: 0x7FFF_FFFF)
    return [
      image(
        "PNG of 50000 x 50000", BadFiles.png(width: 50_000, height: 50_000),
        "PNG of 50000 x 50000 pixels is too large (limit 100000000 pixels)"),
      image(
        "PNG of 50000 x 50000 bits",
        BadFiles.png(width: 50_000, height: 50_000, depth: 1, color: 0),
        "PNG of 50000 x 50000 pixels is too large (limit 100000000 pixels)"),
      image(
        "PNG of 2^31 - 1 columns", BadFiles.png(width: 0x7FFF_FFFF, height: 1),
        "PNG of 2147483647 x 1 pixels is too large (limit 100000000 pixels)"),
      image(
        "PNG of 2^32 - 1 columns", BadFiles.png(width: 0xFFFF_FFFF, height: 1),
        "damaged PNG (PNG unsigned integer out of range)"),
      image(
        "PNG of 0 x 0", BadFiles.png(width: 0, height: 0),
        "damaged PNG (Image height is zero in IHDR)"),
      image(
        "PNG with a bad CRC of its header", BadFiles.flipped(png, fromEnd: png.count - 30),
        "damaged PNG (IHDR: CRC error)"),
      image(
        "PNG with a bad CRC of its data", BadFiles.flipped(png, fromEnd: 14),
        "damaged PNG (IDAT: CRC error)"),
      image(
        "PNG with a bad Adler sum", BadFiles.png(wrongSum: true),
        "damaged PNG (IDAT: incorrect data check)"),
      image(
        "PNG with truncated IDAT", BadFiles.png(dropping: 40),
        "damaged PNG (Not enough image data)"),
      image(
        "PNG with too few rows", BadFiles.png(rows: 4), "damaged PNG (Not enough image data)"),
      image("PNG without IEND", BadFiles.png(end: []), "truncated PNG (the file ends early)"),
      image(
        "PNG cut in its data", Array(png.prefix(80)), "truncated PNG (the file ends early)"),
      image("PNG signature alone", BadFiles.signature, "truncated PNG (the file ends early)"),
      image(
        "PNG cut in its signature", Array(png.prefix(4)),
        "neither a sound nor an image (an unknown kind of file; WAV, FLAC, Ogg, MP3, AIFF, PNG and "
          + "JPEG can be read)"),
      image(
        "PNG with a header of 2 GiB",
        BadFiles.signature + BadFiles.chunk("IHDR", [0], length: 0x7FFF_FFFF),
        "damaged PNG (IHDR: invalid)"),
      image(
        "PNG with a chunk of 2 GiB", Array(png.prefix(33)) + large,
        "damaged PNG (IDAT: chunk data is too large)"),
      image(
        "PNG with the palette missing", BadFiles.png(color: 3, pixelBytes: 1),
        "damaged PNG (IDAT: Missing PLTE before IDAT)"),
      image(
        "PNG of depth 3", BadFiles.png(depth: 3),
        "damaged PNG (Invalid color type/bit depth combination in IHDR)"),
      image(
        "JPEG cut at 10 bytes", Array(photograph.prefix(10)),
        "truncated JPEG (Premature end of JPEG file)"),
      image(
        "JPEG cut in the middle", Array(photograph.prefix(photograph.count / 2)),
        "truncated JPEG (Premature end of JPEG file)"),
      image(
        "JPEG without its end", Array(photograph.dropLast(2)),
        "truncated JPEG (Premature end of JPEG file)"),
      image(
        "JPEG of 65535 x 65535", BadFiles.jpeg(width: 65_535, height: 65_535),
        "damaged JPEG (Maximum supported image dimension is 65500 pixels)"),
      image(
        "JPEG of 60000 x 60000", BadFiles.jpeg(width: 60_000, height: 60_000),
        "JPEG of 60000 x 60000 pixels is too large (limit 100000000 pixels)"),
      image(
        "JPEG of 0 rows", BadFiles.jpeg(width: 16, height: 0),
        "damaged JPEG (Empty JPEG image (DNL not supported))"),
      image(
        "JPEG in CMYK", BadFiles.jpeg(width: 16, height: 16, components: 4),
        "JPEG in CMYK colours (found four channels; RGB or gray can be read). "
          + "Convert it to RGB first."),
    ]
  }()

  fileprivate static let odds: [BadInput] = [
    odd(
      "streamed WAV", "in.wav", BadFiles.wav(declared: 0xFFFF_FFFF),
      note: "the header declares 4294967295 bytes of sound, 16000 are there"),
    odd(
      "WAV of 2 GiB in 16 kB", "in.wav", BadFiles.wav(declared: 1 << 31),
      note: "the header declares 2147483648 bytes of sound, 16000 are there"),
    odd("7 bits", "in.wav", BadFiles.wav(bits: 7)),
    odd(
      "silence", "in.wav", BadFiles.wav([UInt8](repeating: 0, count: 16_000)),
      note: "is silent (peak below -60 dB of full scale)"),
    odd(
      "one sample", "in.wav", BadFiles.wav([0, 64]),
      note: "is shorter than a clip (0.000 s of 0.500 s), silence follows"),
    odd("a constant", "in.wav", BadFiles.wav([UInt8](repeating: 63, count: 16_000))),
    odd(
      "a WAV sound named .png", "in.png", Material.wav(),
      note: "is a WAV sound, though its name ends in .png"),
    odd(
      "a PNG image named .wav", "in.wav", BadFiles.png(),
      note: "is a PNG image, though its name ends in .wav"),
    odd("PNG of 16 bits", "in.png", BadFiles.png(depth: 16, pixelBytes: 6)),
    odd(
      "PNG with a palette", "in.png",
      BadFiles.png(color: 3, palette: [0, 0, 200, 9, 9, 9], pixelBytes: 1)),
    odd("PNG with an alpha channel", "in.png", BadFiles.png(color: 6, pixelBytes: 4)),
  ]

  fileprivate static let models: [BadInput] = {
    let one = BadFiles.oneTensor
    let save = "Save its tensors with safetensors.torch.save_file first."
    let changed =
      "If it was changed on purpose, remove crc32 and header_crc32 from the metadata."
    let bytes = { (text: String) in Content.bytes(Array(text.utf8)) }
    func tensors(_ header: String, data: [UInt8] = [0, 0, 0, 0], length: Int? = nil) -> Content {
      .bytes(BadFiles.tensors(header, data: data, length: length))
    }
    let entry = { (name: String, range: String) in
      #""\#(name)":{"dtype":"U8","shape":[2],"data_offsets":[\#(range)]}"#
    }
    return [
      model("missing", nil, "no such file", code: 66),
      model("an empty folder", .folder, "no checkpoint in this run folder", code: 66),
      model("empty", .bytes([]), "empty file"),
      model("text", bytes("weights"), "not a safetensors file (looks like plain text)"),
      model(
        "PyTorch pickle", .bytes([0x80, 2] + Array("}q\0.".utf8)),
        "not a safetensors file (looks like a PyTorch pickle). \(save)"),
      model(
        "PyTorch zip", bytes("PK\u{3}\u{4} and more of it"),
        "not a safetensors file (looks like a zip archive or PyTorch checkpoint). \(save)"),
      model(
        "cut at 5 bytes", .bytes(Array(one.prefix(5))),
        "truncated (5 bytes; a safetensors file begins with 8)"),
      model(
        "cut in its tensors", tensors("{\(entry("t", "0,2"))}", data: [0]),
        "truncated (the tensors end at byte 63, the file has 62)"),
      model(
        "a byte too many", tensors("{\(entry("t", "0,2"))}", data: [0, 0, 0]),
        "1 bytes follow the last tensor (it ends at byte 63)"),
      model(
        "a bit of a tensor", .bytes(BadFiles.flipped(one, fromEnd: 3)),
        "tensor t is damaged (CRC-32 d4c43ba7; d5065190 is recorded). \(changed)"),
      model(
        "a bit of the header", .bytes(BadFiles.changed(one, "nothing", "nothinh")),
        "the header is damaged (CRC-32 3a7b3e86; 839d8bc1 is recorded). \(changed)"),
      model(
        "a header of 1 TiB", tensors("{}", length: 1 << 40),
        "the header is said to have 1099511627776 bytes (at most 100000000)"),
      model(
        "overlapping tensors", tensors("{\(entry("a", "0,2")),\(entry("b", "1,3"))}"),
        "tensor b overlaps another (begins at 1, expected 2)"),
      model(
        "a hole", tensors("{\(entry("a", "0,2")),\(entry("b", "3,5"))}"),
        "tensor b leaves a hole (begins at 3, expected 2)"),
      model(
        "a name twice", tensors("{\(entry("a", "0,2")),\(entry("a", "2,4"))}"),
        "header:1:54: duplicate object key near '\"a\"'"),
      model(
        "an element that is no number",
        tensors(
          #"{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, data: [0, 0, 192, 127]),
        "tensor t holds nan at element 0"),
      model(
        "unknown version", .bytes(BadFiles.model(["format_version": "99"])),
        "format version 99; this program reads 2"),
      model(
        "no format", .bytes(BadFiles.model(["format": nil])),
        "not a model of this program (metadata has no format)"),
      model(
        "another program's format", .bytes(BadFiles.model(["format": "resnet"])),
        "not a model of this program (its format is resnet)"),
      model(
        "no configuration", .bytes(BadFiles.model(["configuration": nil])),
        "not a model of this program (metadata has no configuration)"),
      model(
        "a broken configuration", .bytes(BadFiles.model(["configuration": "{"])),
        "configuration:1:2: string or '}' expected near end of file"),
      model(
        "another shape", .bytes(BadFiles.model()),
        "tensor imageEncoder.down.0.weight has the shape [4, 4, 3, 9], [4, 4, 3, 8] is needed"),
    ]
  }()

  fileprivate static let configurations: [BadInput] = {
    let tiny = BadFiles.tiny
    let save = "Save it as UTF-8 without a byte order mark."
    return [
      configuration("empty", "", "FILE: empty file"),
      configuration("not JSON", "seed: 1", "FILE:1:1: invalid token near 'seed'"),
      configuration("a list", "[]", "FILE: a list, an object is needed"),
      configuration(
        "trailing comma", #"{"seed": 1,}"#, "FILE:1:12: string or '}' expected near '}'"),
      configuration(
        "duplicate key", "{\n  \"seed\": 1,\n  \"seed\": 2\n}",
        "FILE:3:3: duplicate object key near '\"seed\"'"),
      configuration("NaN", #"{"seed": NaN}"#, "FILE:1:10: invalid token near 'NaN'"),
      configuration("1e400", #"{"seed": 1e400}"#, "FILE:1:10: real number overflow near '1e400'"),
      configuration(
        "2^64", #"{"seed": 18446744073709551616}"#,
        "FILE:1:10: too big integer near '18446744073709551616'"),
      configuration(
        "UTF-16", [0xFF, 0xFE] + tiny.utf8.flatMap { [$0, 0] },
        "FILE: is not UTF-8 text (looks like UTF-16). \(save)"),
      configuration(
        "byte order mark", "\u{FEFF}" + tiny, "FILE: begins with a byte order mark. \(save)"),
      configuration(
        "Latin-1", Array(#"{"model": ""#.utf8) + [0xFF, 0x22, 0x7D],
        "FILE:1:11: unable to decode byte 0xff near '\"'"),
      configuration(
        "100000 lists in each other", String(repeating: "[", count: 100_000),
        "FILE:1:2049: maximum parsing depth reached near '['"),
      configuration("two objects", "{}{}", "FILE:1:3: end of file expected near '{'"),
      configuration(
        "unknown key", BadFiles.tiny("\"batchSize\"", "\"batchsize\""),
        "FILE: training.batchsize: unknown setting. Did you mean training.batchSize?"),
      configuration(
        "missing base", #"{"extends": "./none.json"}"#,
        "FILE: extends: \"./none.json\" does not exist"),
      configuration(
        "base that is no text", #"{"extends": 1}"#, "FILE: extends: 1, a text is needed"),
      configuration(
        "text for a number", BadFiles.tiny("\"steps\": 60", "\"steps\": \"60\""),
        "FILE: training.steps: \"60\", a whole number is needed"),
      configuration(
        "null", BadFiles.tiny("\"steps\": 60", "\"steps\": null"),
        "FILE: training.steps: null, a whole number is needed"),
      configuration(
        "out of range", BadFiles.tiny("\"batchSize\": 8", "\"batchSize\": 1"),
        "FILE: training.batchSize: 1 is out of range (2 to 65536)"),
      configuration(
        "odd window", BadFiles.tiny("\"windowLength\": 512", "\"windowLength\": 513"),
        "FILE: sound.windowLength: out of range (513; even, 16 to 65536)"),
      configuration(
        "unknown word", BadFiles.tiny("\"joint\"", "\"jiont\""),
        "FILE: losses.pairs: \"jiont\", one of joint, standard is needed. Did you mean joint?"),
      configuration(
        "files without a root", BadFiles.tiny("\"source\": \"orchestra\"", "\"source\": \"files\""),
        "FILE: data.root: empty, though data.source is files"),
    ]
  }()

  fileprivate static let manifests: [BadInput] = [
    manifest(
      "parent folder", #"{"sound":"../../etc/x","image":"0.png","class":"a"}"#,
      ": sound leaves the manifest's folder (../../etc/x)"),
    manifest(
      "absolute path", #"{"sound":"0.wav","image":"/etc/passwd","class":"a"}"#,
      ": image leaves the manifest's folder (/etc/passwd)"),
    manifest(
      "link out of the root", #"{"sound":"l.wav","image":"0.png","class":"a"}"#,
      ": sound leaves the manifest's folder by a link (l.wav)",
      ["pairs/l.wav": .link(to: "../other.wav"), "other.wav": .bytes(Material.wav())]),
    manifest(
      "linked folder out of the root", #"{"sound":"l/x.wav","image":"0.png","class":"a"}"#,
      ": sound leaves the manifest's folder by a link (l/x.wav)",
      ["pairs/l": .link(to: "../other"), "other/x.wav": .bytes(Material.wav())]),
    manifest(
      "broken link", #"{"sound":"l.wav","image":"0.png","class":"a"}"#,
      ": sound is a broken link (l.wav)", ["pairs/l.wav": .link(to: "none")]),
    manifest(
      "zero character", #"{"sound":"0.wav\u0000x","image":"0.png","class":"a"}"#,
      #":10: \u0000 is not allowed near '"0.wav\u0000x"'"#),
    manifest(
      "not UTF-8", Array(#"{"sound":""#.utf8) + [0xFF, 0x22, 0x7D],
      ":10: unable to decode byte 0xff near '\"'"),
    manifest(
      "control characters", "\u{1B}[31m", #":1: invalid token near '\u{1B}'"#),
    manifest(
      "the same pair again", #"{"sound":"0.wav","image":"0.png","class":"a"}"#,
      ": the pair 0 is listed twice"),
    manifest(
      "missing file", #"{"sound":"9.wav","image":"0.png","class":"a"}"#,
      ": sound is no file (9.wav)"),
    manifest(
      "a folder", #"{"sound":"s","image":"0.png","class":"a"}"#, ": sound is not a file (s)",
      ["pairs/s": .folder]),
    manifest("not JSON", "sound,image", ":1: invalid token near 'sound'"),
    manifest(
      "unknown key", #"{"sound":"0.wav","image":"1.png","label":"a"}"#,
      ": unknown key label (known are sound, image, class, split, silent)"),
    manifest(
      "no image", #"{"sound":"0.wav","class":"a"}"#,
      ": image is missing; the path of a file is needed"),
    manifest(
      "unknown split", #"{"sound":"0.wav","image":"1.png","class":"a","split":"test"}"#,
      ": split is test; train or validation is needed"),
    manifest(
      "class that is a path", #"{"sound":"0.wav","image":"1.png","class":"../a"}"#,
      #": class is "../a"; it cannot name a folder"#),
    manifest(
      "no class", #"{"sound":"0.wav","image":"1.png"}"#, ": class is missing; other lines have one"),
    data(
      "manifest: twelve bad lines",
      BadFiles.manifest(Array(repeatElement("x", count: 12).joined(separator: "\n").utf8)),
      "FILE/manifest.jsonl:5:1: invalid token near 'x' (and 11 more such faults). "
        + "Use cmcgan-data check to list them."),
  ]

  fileprivate static let checks: [BadInput] = {
    let unseen = "warning: no validation pairs: nothing can be evaluated"
    func verdict(_ count: Int) -> String {
      "error: FILE: cannot be trained on: \(count) file(s) or line(s) cannot be used. "
        + "Use cmcgan-data import to leave bad pairs out."
    }
    return [
      checked(
        "parent folder", #"{"sound":"../../etc/x","image":"0.png","class":"a"}"#,
        [
          "error: FILE/manifest.jsonl:5: sound leaves the manifest's folder (../../etc/x)", unseen,
          verdict(1),
        ]),
      checked(
        "the first ten of twelve bad lines",
        repeatElement("x", count: 12).joined(separator: "\n"),
        (5...14).map { "error: FILE/manifest.jsonl:\($0):1: invalid token near 'x'" }
          + ["error: 2 more like these", unseen, verdict(12)]),
      described("missing", nil, "no such file", code: 66),
      described("a folder", .folder, "not a run folder (it has no config.json)", code: 66),
      described(
        "text", .bytes(Array("text".utf8)),
        "nothing is known of it (plain text; models, run folders, sounds, images and films are)"),
      described(
        "half a PNG", .bytes(Array(BadFiles.png().prefix(40))),
        "truncated PNG (the file ends early)"),
      described(
        "half a WAV header", .bytes(Array(BadFiles.wav().prefix(30))),
        "truncated WAV header (30 bytes; at least 44 are needed)"),
    ]
  }()

  fileprivate static let dataSets: [BadInput] = {
    let image = Content.bytes((try? PairFiles.image(1)) ?? [])
    let sound = Content.bytes(Material.wav())
    func pairs(_ places: String...) -> [String: Content] {
      var files: [String: Content] = [:]
      for place in places {
        files["pairs/images/\(place).png"] = image
        files["pairs/sounds/\(place).wav"] = sound
      }
      return files
    }
    let layouts =
      "manifest.jsonl, img and chunk, or images and sounds are needed). "
      + "Use cmcgan-data import --help to see the layouts."
    return [
      data("missing", [:], "FILE: no such file or folder", code: 66),
      data(
        "an empty folder", ["pairs": .folder],
        "FILE: not a known data set layout (found an empty folder; \(layouts)"),
      data(
        "a text file", ["pairs": .bytes(Array("text".utf8))],
        "FILE:1:1: invalid token near 'text'"),
      data(
        "images alone", ["pairs/images/train/a/0.png": image],
        "FILE: not a known data set layout (found images; \(layouts)"),
      data(
        "no partners",
        ["pairs/images/train/a/0.png": image, "pairs/sounds/validation/a/0.wav": sound],
        "FILE: no pair of an image and a sound with one name in both (0 found). "
          + "1 image(s) without a partner are left out, such as FILE/images/train/a/0.png."),
      data(
        "one class", pairs("train/a/0", "train/a/1"),
        "FILE: only one class (a); mismatched pairs need two or more. "
          + "Leave the class folders out to treat every pair as its own class."),
      data(
        "fewer than a batch", pairs("train/a/0", "validation/b/0"),
        "FILE: 1 training pairs (training.batchSize is 2; as many are needed). "
          + "--set training.batchSize=N takes fewer at a time"),
      data(
        "a sound that is text",
        pairs("train/a/0", "train/b/0").merging(
          ["pairs/sounds/train/b/0.wav": .bytes(Array("text".utf8))]) { $1 },
        "FILE/sounds/train/b/0.wav: not a sound (plain text; WAV, FLAC, Ogg, MP3 and AIFF can be "
          + "read); 1 of 2 training pairs cannot be read (at most 0.01 of them may, "
          + "faults.unreadableShare). cmcgan-data check names them all"),
    ]
  }()

  fileprivate static let commandLines: [BadInput] = {
    let made = ["FILE", "-o", "FOLDER/out.png"]
    let run = ["--output", "FOLDER/run", "--dry-run"]
    return [
      conversion(
        "threads 0", made + ["--threads", "0"], "--threads 0 is out of range (1 to 1024).", code: 64
      ),
      conversion(
        "threads -1", made + ["--threads", "-1"], "--threads -1 is out of range (1 to 1024).",
        code: 64),
      conversion(
        "threads 1000000", made + ["--threads", "1000000"],
        "--threads 1000000 is out of range (1 to 1024).", code: 64),
      conversion(
        "unknown flag", made + ["--gpu"], "Unknown option '--gpu'. Did you mean '--to'?", code: 64),
      conversion("no output", ["FILE"], "Missing expected argument '--output <path>'", code: 64),
      conversion(
        "no input", ["-o", "FOLDER/out.png"], "Missing expected argument '<inputs> ...'", code: 64),
      conversion(
        "input without a name", ["", "-o", "FOLDER/out.png"], "An input has an empty name.",
        code: 64),
      conversion(
        "output without a name", ["FILE", "-o", ""], "The output has an empty name.", code: 64),
      training(
        "steps in words", run + ["--steps", "many"],
        "The value 'many' is invalid for '--steps <n>'", code: 64),
      training(
        "--set without =", run + ["--set", "training.steps"],
        "--set training.steps is not of the form path=value", code: 64),
      training(
        "--set of an unknown key", run + ["--set", "training.step=3"],
        "training.step: unknown setting. Did you mean training.steps?", code: 78),
      training(
        "--set of a wrong type", run + ["--set", "training.steps=many"],
        "FILE: training.steps: \"many\", a whole number is needed", code: 78),
      training(
        "negative seed", run + ["--seed=-1"],
        "FILE: seed: -1 is out of range (0 to 9223372036854775807)", code: 78),
      training(
        "precision without its kernels",
        run + ["--set", "training.precision=bfloat16", "--kernels", "openblas"],
        "training.precision: bfloat16 needs a processor with AVX512_BF16 and the kernels avx512 (here "
          + "they are openblas). --set training.precision=float32 computes the same with more precision",
        code: 78),
    ]
  }()

  fileprivate static let outputs: [BadInput] = {
    let file = Content.bytes(Array("kept".utf8))
    let fit =
      "the name does not fit (FILE is a WAV sound; an image is made of it and written as "
      + ".png, a film as .mp4, .m4v, .mov, .mkv, .webm)"
    let long = String(repeating: "o", count: 300) + ".png"
    return [
      conversion(
        "output exists", ["FILE", "-o", "FOLDER/out.png"],
        "FOLDER/out.png: already exists. Use --force to replace it.", code: 73, ["out.png": file]),
      conversion(
        "output is the input", ["FILE", "-o", "FILE", "--to", "sound", "--force"],
        "FILE: is an input as well", code: 73),
      conversion(
        "output is a link to the input",
        ["FILE", "-o", "FOLDER/l.wav", "--to", "sound", "--force"],
        "FOLDER/l.wav: is an input as well", code: 73, ["l.wav": .link(to: "in.wav")]),
      conversion(
        "folder missing", ["FILE", "-o", "FOLDER/none/out.png"],
        "FOLDER/none/out.png: the folder FOLDER/none does not exist", code: 73),
      conversion(
        "below a file", ["FILE", "-o", "FOLDER/file/out.png"],
        "FOLDER/file/out.png: FOLDER/file is not a folder", code: 73, ["file": file]),
      conversion(
        "a file for a folder", ["FILE", "-o", "FOLDER/file/"],
        "FOLDER/file: is a file, a folder is needed", code: 73, ["file": file]),
      conversion(
        "long name", ["FILE", "-o", "FOLDER/\(long)"], "FOLDER/\(long): the name is too long",
        code: 73),
      conversion(
        "unknown ending", ["FILE", "-o", "FOLDER/out.gif"], "FOLDER/out.gif: \(fit)",
        code: 64),
      conversion(
        "ending of the same modality", ["FILE", "-o", "FOLDER/out.wav"],
        "FOLDER/out.wav: \(fit). Use --to sound to stay in the same modality.", code: 64),
      training(
        "run folder is a file", ["--output", "FOLDER/run"],
        "FOLDER/run: is a file, a folder is needed", code: 73, ["run": file]),
      training(
        "dry run in a file", ["--output", "FOLDER/run", "--dry-run"],
        "FOLDER/run: is a file, a folder is needed", code: 73, ["run": file]),
      training(
        "dry run below a file", ["--output", "FOLDER/file/run", "--dry-run"],
        "FOLDER/file: is a file, a folder is needed", code: 73, ["file": file]),
    ]
  }()
}
