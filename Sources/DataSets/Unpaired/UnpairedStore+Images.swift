import Files
import Media

extension UnpairedStore<Image> {
  /// A store of images for an encoder that scales them to a side of `side` pixels.
  ///
  /// Larger images are kept with a longer side that is a quarter above: a crop has more detail than what it
  /// is cut from.
  package convenience init(images: [UnpairedFile], classes: Int, side: Int) {
    let longestSide = side * 5 / 4
    self.init(images, classes: classes) { path in
      let whole = try ImageFile.read(path)
      let longer = max(whole.width, whole.height)
      guard longer > longestSide else { return whole }
      return whole.scaled(
        width: max(1, whole.width * longestSide / longer),
        height: max(1, whole.height * longestSide / longer))
    }
  }
}
