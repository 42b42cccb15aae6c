import Files

/// The page around the data.
enum Page {
  /// The page that shows a document; a reloading one reads its file again every ten seconds.
  static func html(_ document: JSONValue, reloading: Bool) -> String {
    // Only an end tag ends a script element, so no text may hold one.
    let data = document.encoded().split(separator: "<", omittingEmptySubsequences: false)
      .joined(separator: "\\u003c")
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      \(reloading ? "<meta http-equiv=\"refresh\" content=\"10\">" : "")
      <title>CMCGAN report</title>
      <link rel="icon" href="data:,">
      <style>
      \(style)
      </style>
      </head>
      <body>
      <main></main>
      <script type="application/json" id="data">\(data)</script>
      <script>
      \(script)
      </script>
      </body>
      </html>

      """
  }
}
