/// Everything a training run is made from; the JSON keys are the property names.
///
/// Each setting has a default: the paper's value, or what leaves a later setting out. A configuration file
/// holds what differs. `ConfigurationKey.all` lists all keys with their meanings and ranges.
public struct Configuration: SettingsGroup {
  /// What is trained.
  public var model = ModelKind.cmcgan
  /// Where all random numbers start.
  public var seed = 1
  /// The images of the networks.
  public var image = ImageFormat()
  /// The sounds of the networks.
  public var sound = SoundFormat()
  /// The shape of the networks.
  public var networks = NetworkSettings()
  /// The losses that the networks minimise.
  public var losses = LossSettings()
  /// Random changes of what the networks see in training.
  public var augmentation = AugmentationSettings()
  /// The course of training.
  public var training = TrainingSettings()
  /// The training and validation data.
  public var data = DataSettings()
  /// How a trained model translates.
  public var conversion = ConversionSettings()
  /// What a run writes, and how often.
  public var output = OutputSettings()
  /// Which faults a run survives.
  public var faults = FaultSettings()

  /// The paper, as far as it says; the rest is off.
  public init() {}

  /// The keys and groups, in the order of a file.
  public static let keys: [Key] = [
    .word("model", \.model, "what is trained"),
    .whole("seed", \.seed, 0...Int.max, "where all random numbers start"),
    .group("image", \.image),
    .group("sound", \.sound),
    .group("networks", \.networks),
    .group("losses", \.losses),
    .group("augmentation", \.augmentation),
    .group("training", \.training),
    .group("data", \.data),
    .group("conversion", \.conversion),
    .group("output", \.output),
    .group("faults", \.faults),
  ]
}
