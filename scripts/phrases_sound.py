"""The sound of phrases: notes played by a sound font, and what a room does to them."""

import fluidsynth
import numpy
import scipy.signal

RATE = 44_100
BLOCK = 64  # samples that fluidsynth computes at once
PRE_DELAY = 0.005  # seconds
PEAK = -3  # decibels, without a room


class Unreadable(Exception):
    """A sound font that cannot be read, or that lacks an instrument."""


class Player:
    """A sound font. It adds no reverberation or chorus of its own."""

    def __init__(self, path):
        # Samples are loaded when they are played: a font has hundreds of megabytes.
        settings = {"synth.reverb.active": 0, "synth.chorus.active": 0, "synth.dynamic-sample-loading": 1}
        self.path = path
        self.synthesizer = fluidsynth.Synth(gain=1.0, samplerate=RATE, channels=16, **settings)
        self.font = self.synthesizer.sfload(path)
        if self.font < 0:
            raise Unreadable(f"{path}: not a sound font that fluidsynth can read")

    def play(self, notes, program, cents, seconds):
        """The sound of notes, one channel of numbers in [-1, 1]."""
        self.silence()
        if self.synthesizer.program_select(0, self.font, 0, program) < 0:
            raise Unreadable(f"{self.path}: has no program {program}")
        self.tune(cents)
        events = [(round(note.start * RATE), 1, note) for note in notes]
        events += [(round(note.end * RATE), 0, note) for note in notes]  # before a note that begins at that time
        length = round(seconds * RATE)
        parts, now = [], 0
        for time, begins, note in sorted(events, key=lambda event: event[:2]):
            time = min(time, length)
            if time > now:
                parts.append(self.synthesizer.get_samples(time - now))
                now = time
            if begins:
                self.synthesizer.noteon(0, note.pitch, note.velocity)
            else:
                self.synthesizer.noteoff(0, note.pitch)
        if length > now:
            parts.append(self.synthesizer.get_samples(length - now))
        self.synthesizer.get_samples(-length % BLOCK or BLOCK)  # so that the next sound begins with a block
        sound = numpy.concatenate(parts).reshape(length, 2).mean(axis=1) / 32_768
        if numpy.abs(sound).max() < 1e-3:
            raise Unreadable(f"{self.path}: program {program} is silent")
        return sound

    def silence(self):
        """Ends all notes, and drops the block in which they fade."""
        self.synthesizer.system_reset()
        self.synthesizer.get_samples(16 * BLOCK)

    def tune(self, cents):
        """Tunes the channel by MIDI's registered parameter 1, from -100 to 100 cents in 14 bits."""
        value = min(16_383, 8_192 + round(cents / 100 * 8_192))
        for control, number in ((101, 0), (100, 1), (6, value >> 7), (38, value & 127)):
            self.synthesizer.cc(0, control, number)


def in_room(sound, room):
    """A sound as a microphone in a room records it; without a room at a level of its own. The length stays."""
    if room is None:
        return level(sound, PEAK)
    random = numpy.random.default_rng(room.seed)
    sound = reverberated(equalized(sound, room.equalizer), room, random)
    return level(sound + noise(sound, room, random), room.peak)


def level(sound, decibels):
    return sound * (gain(decibels) / numpy.abs(sound).max())


def gain(decibels):
    return 10 ** (numpy.asarray(decibels) / 20)


def equalized(sound, gains):
    """Gains of octave bands from 63 Hz on, straight between them over the logarithm of frequency."""
    frequencies = numpy.linspace(0, RATE / 2, 1025)
    bands = 62.5 * 2.0 ** numpy.arange(len(gains))
    curve = numpy.interp(numpy.log2(numpy.maximum(frequencies, 1)), numpy.log2(bands), gains)
    return scipy.signal.fftconvolve(sound, scipy.signal.firwin2(2047, frequencies, gain(curve), fs=RATE), mode="same")


def reverberated(sound, room, random):
    """The direct sound, and noise that decays exponentially as the impulse response of the room."""
    time = numpy.arange(round(room.reverberation * RATE)) / RATE
    tail = random.standard_normal(len(time)) * gain(-60 * time / room.reverberation)
    tail = scipy.signal.sosfilt(scipy.signal.butter(1, room.brightness, fs=RATE, output="sos"), tail)
    tail *= gain(-room.distance) / numpy.sqrt(numpy.sum(tail ** 2))
    response = numpy.concatenate([[1], numpy.zeros(round(PRE_DELAY * RATE)), tail])
    return scipy.signal.fftconvolve(sound, response)[:len(sound)]


def noise(sound, room, random):
    """Noise whose power falls with frequency to the power of the slope, above 20 Hz."""
    spectrum = numpy.fft.rfft(random.standard_normal(len(sound)))
    frequencies = numpy.fft.rfftfreq(len(sound), 1 / RATE)
    spectrum *= numpy.where(frequencies < 20, 0, numpy.maximum(frequencies, 20) ** (-room.slope / 2))
    result = numpy.fft.irfft(spectrum, len(sound))
    return result * (gain(-room.noise) * rms(sound) / rms(result))


def rms(sound):
    return numpy.sqrt(numpy.mean(sound ** 2))
