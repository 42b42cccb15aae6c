/// A file of events that TensorBoard reads.
///
/// A record is the length of its payload (8 bytes, little-endian), a masked CRC-32C of these bytes,
/// the payload, and a masked CRC-32C of the payload. Payloads are protocol buffers: `Event`, with a
/// `Summary` of values. Times are seconds since 1970.
package struct EventFile {
  /// The bytes of the file so far.
  package private(set) var bytes: [UInt8] = []

  /// A file with its first event, which names the version of the format.
  package init(time: Double) {
    var event = ProtocolBuffer()
    event.add(1, time)
    event.add(3, "brain.Event:2")
    append(event)
  }

  /// Adds the start of a session at step 0, which makes readers forget what other files of the run hold.
  package mutating func addStart(time: Double) {
    var session = ProtocolBuffer()
    session.add(1, 1)
    var event = ProtocolBuffer()
    event.add(1, time)
    event.add(2, 0)
    event.add(7, session.bytes)
    append(event)
  }

  /// Adds one number.
  package mutating func add(_ tag: String, step: Int, time: Double, value: Float) {
    var found = ProtocolBuffer()
    found.add(1, tag)
    found.add(2, value)
    append(found, step: step, time: time)
  }

  /// Adds an image, which is a PNG file.
  package mutating func add(
    _ tag: String, step: Int, time: Double, png: [UInt8], width: Int, height: Int
  ) {
    var image = ProtocolBuffer()
    image.add(1, height)
    image.add(2, width)
    image.add(3, 3)
    image.add(4, png)
    var found = ProtocolBuffer()
    found.add(1, tag)
    found.add(4, image.bytes)
    append(found, step: step, time: time)
  }

  /// Adds a sound of one channel, which is a WAV file.
  package mutating func add(
    _ tag: String, step: Int, time: Double, wav: [UInt8], rate: Int, samples: Int
  ) {
    var sound = ProtocolBuffer()
    sound.add(1, Float(rate))
    sound.add(2, 1)
    sound.add(3, samples)
    sound.add(4, wav)
    sound.add(5, "audio/wav")
    var found = ProtocolBuffer()
    found.add(1, tag)
    found.add(6, sound.bytes)
    append(found, step: step, time: time)
  }

  private mutating func append(_ value: ProtocolBuffer, step: Int, time: Double) {
    var summary = ProtocolBuffer()
    summary.add(1, value.bytes)
    var event = ProtocolBuffer()
    event.add(1, time)
    event.add(2, step)
    event.add(5, summary.bytes)
    append(event)
  }

  private mutating func append(_ event: ProtocolBuffer) {
    let length = UInt64(event.bytes.count).littleEndianBytes
    bytes += length + CRC32C.masked(length).littleEndianBytes
    bytes += event.bytes + CRC32C.masked(event.bytes).littleEndianBytes
  }
}
