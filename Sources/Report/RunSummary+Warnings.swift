import Files

extension RunSummary {
  /// What of the run folder cannot be read and is left out, as sentences for people.
  var warnings: [String] {
    let logs = [folder.metrics, folder.events].compactMap {
      LineFile($0).problem(atMost: Self.mostValues)
    }
    let documents = [folder.evaluation, folder.description].compactMap { path -> String? in
      guard InputFile.exists(path) else { return nil }
      do {
        _ = try StrictJSON.read(path)
        return nil
      } catch {
        return "\(error); it is left out"
      }
    }
    return logs + documents
  }
}
