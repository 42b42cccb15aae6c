import Files

/// What ffprobe says of the streams of a file.
extension JSONValue {
  /// The streams of a type, `video` or `audio`; covers and other still images are left out.
  func streams(_ type: String) -> [JSONValue] {
    (self["streams"]?.elements ?? []).filter { stream in
      stream["codec_type"]?.text == type
        && !["attached_pic", "timed_thumbnails", "still_image"].contains(where: stream.isMarked)
    }
  }

  /// The comment stored in the file.
  var storedComment: String? {
    // Matroska stores names of tags in capitals.
    self["format"]?["tags"]?.members?.first { $0.key.lowercased() == "comment" }?.value.text
  }

  /// The index of a stream in its file.
  var streamIndex: Int { self["index"]?.wholeNumber ?? 0 }

  /// Whether a stream is marked as something, such as `default`.
  func isMarked(_ mark: String) -> Bool { self["disposition"]?[mark]?.wholeNumber == 1 }

  /// A number that ffprobe writes as a text.
  func number(_ key: String) -> Double? { self[key]?.text.flatMap { Double($0) } }
}

extension [JSONValue] {
  /// The stream that players choose: the first that is marked as the default, or simply the first.
  var usual: JSONValue? { first { $0.isMarked("default") } ?? first }
}
