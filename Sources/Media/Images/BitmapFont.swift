/// A small fixed font for labels: letters, digits and common signs of five by seven pixels.
enum BitmapFont {
  /// Pixels from the left of one character to the left of the next.
  static let advance = 6
  /// Pixels from top to bottom.
  static let height = 7

  /// The pixels that a text takes from left to right.
  static func width(of text: String) -> Int { max(0, text.count * advance - 1) }

  /// The seven rows of a character from the top; of the five low bits, 16 is the leftmost pixel.
  ///
  /// A character that is not in the font is a hollow box.
  static func rows(of character: Character) -> [UInt8] {
    glyphs[character] ?? [31, 17, 17, 17, 17, 17, 31]
  }

  /// Each word is a character and its rows, which as five bits are one digit of base 32 each.
  private static let drawings = """
    AEHHVHHH BUHHUHHU CEHGGGHE DUHHHHHU EVGGUGGV FVGGUGGG GEHGNHHF HHHHVHHH IE44444E J72222IC
    KHIKOKIH LGGGGGGV MHRLLHHH NHHPLJHH OEHHHHHE PUHHUGGG QEHHHLID RUHHUKIH SFGGE11U TV444444
    UHHHHHHE VHHHHHA4 WHHHLLLA XHHA4AHH YHHHA444 ZV1248GV
    a00E1FHF bGGMPHHU c00EGGHE d11DJHHF e00EHVGE f698S888 g0FHHF1E hGGMPHHH i40C444E j20622IC
    kGGIKOKI lC44444E m00QLLHH n00MPHHH o00EHHHE p00UHUGG q00DJF11 r00MPGGG s00EGE1U t88S8896
    u00HHHJD v00HHHA4 w00HHLLA x00HA4AH y00HHF1E z00V248V
    0EHJLPHE 14C4444E 2EH1248V 3V2421HE 426AIV22 5VGU11HE 668GUHHE 7V124888 8EHHEHHE 9EHHF12C
    .00000CC ,0000C48 :0CC0CC0 ;0CC0C48 !4444404 ?EH12404 +044V440 -000V000 *04LEL40 /01248G0
    =00V0V00 %OP248J3 (2488842 )8422248 [E88888E ]E22222E <248G842 >8421248 _000000V #AAVAVAA
    '4480000 "AAA0000 |4444444 &CIK8LID
    """

  private static let glyphs: [Character: [UInt8]] = {
    var glyphs: [Character: [UInt8]] = [" ": [UInt8](repeating: 0, count: height)]
    for drawing in drawings.split(whereSeparator: \.isWhitespace) {
      guard let character = drawing.first else { continue }
      glyphs[character] = drawing.dropFirst().compactMap { UInt8(String($0), radix: 32) }
    }
    return glyphs
  }()
}

extension Image {
  /// Draws one line of text with its top left corner at (x, y); what lies outside is cut off.
  mutating func draw(_ text: String, x: Int, y: Int, color: Color) {
    for (place, character) in text.enumerated() {
      for (row, bits) in BitmapFont.rows(of: character).enumerated() where bits != 0 {
        for column in 0..<5 where bits & (16 >> column) != 0 {
          let (pixelX, pixelY) = (x + place * BitmapFont.advance + column, y + row)
          if (0..<width).contains(pixelX), (0..<height).contains(pixelY) {
            self[pixelX, pixelY] = color
          }
        }
      }
    }
  }
}
