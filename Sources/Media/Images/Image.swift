/// An image of 8-bit RGB pixels.
///
/// Pixels are stored row by row from the top left, the three channels of a pixel side by side: the
/// element of row y, column x and channel c is `pixels[(y * width + x) * 3 + c]`. This is also the
/// layout of one image in a tensor [height, width, 3].
public struct Image: Sendable, Equatable {
  /// Columns, at least one.
  public let width: Int
  /// Rows, at least one.
  public let height: Int
  /// `height * width * 3` values, 0 for black to 255 for full light.
  public var pixels: [UInt8] {
    didSet { precondition(pixels.count == width * height * 3, "the size of an image is fixed") }
  }

  /// Makes an image of given pixels, [height, width, 3].
  ///
  /// The program traps if the number of pixels is another one than the sides say.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "an image has at least one pixel")
    precondition(pixels.count == width * height * 3, "pixels do not fill the image")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// Makes an image of one colour.
  ///
  /// Both sides are at least one pixel.
  public init(width: Int, height: Int, filledWith color: Color) {
    precondition(width > 0 && height > 0, "an image has at least one pixel")
    self.width = width
    self.height = height
    pixels = [UInt8](unsafeUninitializedCapacity: width * height * 3) { buffer, count in
      for start in stride(from: 0, to: width * height * 3, by: 3) {
        buffer[start] = color.red
        buffer[start + 1] = color.green
        buffer[start + 2] = color.blue
      }
      count = width * height * 3
    }
  }

  /// Makes an image of levels from -1 (black) to 1 (full light), [height, width, 3].
  ///
  /// Levels are rounded to the nearest of the 256 steps; what lies outside is clamped, and what is
  /// not a number is black.
  public init(width: Int, height: Int, signedLevels: [Float]) {
    precondition(signedLevels.count == width * height * 3, "levels do not fill the image")
    let pixels = signedLevels.map { level -> UInt8 in
      guard level > -1 else { return 0 }
      guard level < 1 else { return 255 }
      return UInt8((level + 1) * 127.5 + 0.5)
    }
    self.init(width: width, height: height, pixels: pixels)
  }

  /// The pixels as levels from -1 (black) to 1 (full light), [height, width, 3].
  ///
  /// Pixel p has the level p / 127.5 - 1, so `init(width:height:signedLevels:)` gives the pixels back.
  public var signedLevels: [Float] {
    pixels.map { Float($0) * (2 / 255) - 1 }
  }

  /// The colour of the pixel in column x and row y, counted from 0 at the top left.
  ///
  /// The program traps outside the image.
  public subscript(x: Int, y: Int) -> Color {
    get {
      let start = offset(x, y)
      return Color(red: pixels[start], green: pixels[start + 1], blue: pixels[start + 2])
    }
    set {
      let start = offset(x, y)
      pixels[start] = newValue.red
      pixels[start + 1] = newValue.green
      pixels[start + 2] = newValue.blue
    }
  }

  private func offset(_ x: Int, _ y: Int) -> Int {
    precondition(x >= 0 && x < width && y >= 0 && y < height, "pixel outside the image")
    return (y * width + x) * 3
  }
}

extension Image {
  /// A colour of 8-bit red, green and blue.
  public struct Color: Sendable, Equatable {
    /// Red, 0 to 255.
    public var red: UInt8
    /// Green, 0 to 255.
    public var green: UInt8
    /// Blue, 0 to 255.
    public var blue: UInt8

    /// Makes a colour of its three parts.
    public init(red: UInt8, green: UInt8, blue: UInt8) {
      self.red = red
      self.green = green
      self.blue = blue
    }

    /// Full light.
    public static let white = Color(red: 255, green: 255, blue: 255)
    /// No light.
    public static let black = Color(red: 0, green: 0, blue: 0)
  }
}
