extension BadInput {
  /// Options that do not fit.
  static let commandLines: [BadInput] = {
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
      conversion(
        "class and route", made + ["--class", "violin", "--route", "direct"],
        "--class cannot be used with --morph, --explain and --route.", code: 64),
      conversion(
        "like and parts", made + ["--like", "FILE", "--every", "1"],
        "--like cannot be used with --morph, --explain, --every and --route reconstruction.",
        code: 64),
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
          + "they are openblas). Use --set training.precision=float32.",
        code: 78),
    ]
  }()
}
