import Media
import TensorCore
import Testing

@Suite struct ImageSheetTests {
  let red = Image(width: 4, height: 3, filledWith: Image.Color(red: 200, green: 0, blue: 0))
  let blue = Image(width: 4, height: 3, filledWith: Image.Color(red: 0, green: 0, blue: 200))

  @Test func imagesStandInRowsWithMargins() {
    var sheet = ImageSheet(rows: [[red, blue], [nil, red]])
    sheet.margin = 2
    sheet.magnification = 2
    let drawn = sheet.drawn()
    #expect(drawn.width == 2 + (8 + 2) * 2 && drawn.height == 2 + (6 + 2) * 2)
    #expect(sheet.edges.columns == [2, 12] && sheet.edges.rows == [2, 10])
    #expect(drawn[1, 1] == sheet.background)
    #expect(drawn[2, 2] == red[0, 0] && drawn[9, 7] == red[0, 0])
    #expect(drawn[10, 7] == sheet.background && drawn[12, 2] == blue[0, 0])
    #expect(drawn[5, 12] == sheet.background && drawn[12, 10] == red[0, 0])
  }

  @Test func labelsAreDrawnBesideTheImages() {
    var sheet = ImageSheet(rows: [[red, red]], rowLabels: ["L."], columnLabels: ["", "I"])
    sheet.margin = 1
    let drawn = sheet.drawn()
    // Two characters of the row label, then a column of 4, then one as wide as its label.
    #expect(drawn.width == 1 + 11 + 1 + 4 + 1 + 5 + 1 && drawn.height == 1 + 7 + 1 + 7 + 1)
    let columnLabel = rows(of: drawn.cropped(x: 18, y: 1, width: 5, height: 7), ink: sheet.ink)
    #expect(columnLabel == [".###.", "..#..", "..#..", "..#..", "..#..", "..#..", ".###."])
    let rowLabel = rows(of: drawn.cropped(x: 1, y: 9, width: 5, height: 7), ink: sheet.ink)
    #expect(rowLabel == [String](repeating: "#....", count: 6) + ["#####"])
  }

  @Test func unknownCharactersAreBoxesAndKnownOnesDiffer() {
    let known = (32...126).map { Character(Unicode.Scalar(UInt8($0))) }.filter {
      !"$@^`{}~\\".contains($0)
    }
    let drawings = known.map { drawing(of: String($0)) }
    for (index, drawing) in drawings.enumerated() {
      #expect(drawings.firstIndex(of: drawing) == index, "\(known[index])")
    }
    #expect(!drawings.contains(drawing(of: "笛")))
    #expect(drawing(of: "笛") == drawing(of: "$"))
  }

  @Test func aListOfImagesFillsRowsOfColumns() {
    let sheet = ImageSheet([red, blue, red], columns: 2)
    #expect(sheet.rows == [[red, blue], [red]])
  }

  @Test func anEmptySheetIsDrawn() {
    #expect(ImageSheet(rows: []).drawn().width > 0)
  }

  private func drawing(of text: String) -> Image {
    ImageSheet(rows: [], columnLabels: [text]).drawn()
  }

  private func rows(of image: Image, ink: Image.Color) -> [String] {
    (0..<image.height).map { y in
      String((0..<image.width).map { x in image[x, y] == ink ? "#" : "." })
    }
  }
}
