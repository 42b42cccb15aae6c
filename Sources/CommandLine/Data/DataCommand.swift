import ArgumentParser

/// The data sets that models are trained on.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Make, check, import, pair and pack data sets of images and sounds.",
    discussion: """
      Make a data set without a download, check one, and import another into one compact form:

        cmcgan-data synthesize -o orchestra
        cmcgan-data check orchestra
        cmcgan-data import /media/Sub-URMP -o sub-urmp
        cmcgan-train --data sub-urmp

      Pair photographs and recordings that do not belong together, by their class folders:

        cmcgan-data pair-by-class photos recordings -o my-pairs
        cmcgan-train --fine-tune my-pairs

      Pack a very large data set first, for one configuration:

        cmcgan-data pack --config mine.json -o packed
        cmcgan-train --config mine.json --data packed
      """,
    subcommands: [
      DataSynthesizeCommand.self, DataCheckCommand.self, DataImportCommand.self,
      DataPairByClassCommand.self, DataPackCommand.self,
    ])

  /// What every subcommand says about layouts.
  static let layouts = """
    Known layouts (SPLIT is train or validation; .jpg, .flac and all other \
    formats that can be converted are read too; hidden files are ignored):

      1. Sub-URMP as released
           img/SPLIT/CLASS/STEM.png        img/train/violin/violin01_500.jpg
           chunk/SPLIT/CLASS/STEM.wav      chunk/train/violin/violin01_500.wav

      2. Two folders (or image and sound), paired by stem; SPLIT and CLASS are optional. Without \
    SPLIT, one stem in ten is for validation. Without CLASS, every pair is a class of its own.
           images/[SPLIT/][CLASS/]STEM.png
           sounds/[SPLIT/][CLASS/]STEM.wav

      3. A manifest: manifest.jsonl, one pair a line, with paths below its own folder; class and \
    split are optional as in 2.
         {"sound":"1.wav", "image":"1.png", "class":"violin", "split":"train"}

    Images and sounds without partners, in class folders: see cmcgan-data pair-by-class --help.
    """
}
