import Files

extension DataSet {
  /// The folder of the images that the training pairs are made of, `train/CLASS/STEM.ending`, to be used as
  /// unpaired images too.
  ///
  /// - Parameter root: the folder of the data set, in whichever layout.
  /// - Returns: nil where the layout has no such folder, a class of it is none of the pairs, or an image to
  ///   validate on lies among those to train on.
  public func imageFolder(of root: String) -> String? {
    let folder = ["img", "images", "image"].map { Folder.path(root, $0) }
      .first { Folder.exists(Folder.path($0, "train")) }
    guard let folder, !classes.isEmpty, pack == nil,
      (try? adding(unpairedImages: folder)) != nil
    else { return nil }
    let training = Folder.path(folder, "train") + "/"
    let isApart = validation.allSatisfy { pair in
      guard case .files(let image, _) = pair.origin else { return false }
      return !image.hasPrefix(training)
    }
    return isApart ? folder : nil
  }
}
