/// The data of a run.
public struct DataSettings: SettingsGroup {
  /// Where pairs come from.
  public enum Source: String, Codable, Sendable, CaseIterable {
    /// The built-in orchestra, made in memory.
    case orchestra
    /// Files below `root`; their layout is recognised.
    case files
  }

  /// Where pairs come from.
  public var source = Source.files
  /// The folder or manifest of the files; empty for the orchestra.
  public var root = ""
  /// Pairs of the orchestra for each instrument to train on.
  public var orchestraTrainingPairs = 0
  /// Pairs of the orchestra for each instrument to validate on.
  public var orchestraValidationPairs = 0
  /// Whether each class is drawn equally often.
  public var balanced = false
  /// The probability that a sound is shown beside another image of its class.
  public var classPartnerProbability = 0.0
  /// Into how many parts all pairs are divided, by groups of like stems, for cross-validation; 0: the
  /// data's own split.
  public var folds = 0
  /// Which of the parts is validated on, from 0.
  public var fold = 0
  /// A folder of sounds without images, `[SPLIT/]CLASS/STEM.ending`; empty: none.
  public var unpairedSounds = ""
  /// The probability that an encoder gets an unpaired sound of the class instead of a pair's sound.
  public var unpairedShare = 0.0

  /// A folder of images without sounds, `[SPLIT/]CLASS/STEM.ending`; empty: none.
  public var unpairedImages = ""
  /// The probability that the image encoder gets an unpaired image of the class instead of a pair's image.
  public var unpairedImageShare = 0.0

  /// Files, all with the same weight; `root` has to be set.
  public init() {}

  /// The keys of `data`.
  public static let keys: [Key] = [
    .word("source", \.source, "the built-in orchestra, made in memory, or files at data.root"),
    .text(
      "root", \.root,
      "folder or manifest of the files (`cmcgan-data import --help` shows the layouts), or a folder that `cmcgan-data pack` wrote"
    ),
    .whole(
      "orchestraTrainingPairs", \.orchestraTrainingPairs, 0...100_000, unit: "pairs",
      "training pairs of each of the orchestra's instruments"),
    .whole(
      "orchestraValidationPairs", \.orchestraValidationPairs, 0...100_000, unit: "pairs",
      "validation pairs of each of the orchestra's instruments"),
    .flag("balanced", \.balanced, "whether each class is drawn equally often"),
    .number(
      "classPartnerProbability", \.classPartnerProbability, 0...1,
      "probability that a sound is shown beside another image of its class"),
    .whole(
      "folds", \.folds, 0...100,
      "parts for cross-validation, 0 or at least 2; stems alike up to the last `_` stay together; 0: the data's own split"
    ),
    .whole("fold", \.fold, 0...99, "the part used for validation, from 0"),
    .text(
      "unpairedSounds", \.unpairedSounds,
      "folder of sounds without images, `[SPLIT/]CLASS/STEM.ending`; those of `validation` are for `cmcgan-evaluate`; empty: none"
    ),
    .number(
      "unpairedShare", \.unpairedShare, 0...1,
      "probability that an encoder gets an unpaired sound of the class instead of a pair's sound; results are compared with the pair"
    ),
    .text(
      "unpairedImages", \.unpairedImages, older: "",
      "folder of images without sounds, such as photographs, `[SPLIT/]CLASS/STEM.ending`; those of `validation` are for `cmcgan-evaluate`; empty: none"
    ),
    .number(
      "unpairedImageShare", \.unpairedImageShare, 0...1, older: 0,
      "probability that the image encoder gets an unpaired image of the class instead of a pair's image; the sound is compared with the pair's"
    ),
  ]
}
