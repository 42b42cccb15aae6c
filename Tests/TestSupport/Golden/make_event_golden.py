#!/usr/bin/env python3
"""Writes events.out.tfevents with TensorBoard's own writer: what ours has to equal, byte for byte.

Needs tensorboard (2.21.0 was used).
"""
import pathlib

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

PNG = bytes(range(7))
WAV = bytes(range(200, 130, -1))

events = [
    Event(wall_time=1.5, file_version="brain.Event:2"),
    Event(wall_time=2.25, step=300, summary=Summary(value=[Summary.Value(tag="loss/total", simple_value=-0.75)])),
    Event(wall_time=3, step=2**40, summary=Summary(value=[Summary.Value(
        tag="samples", image=Summary.Image(height=300, width=20, colorspace=3, encoded_image_string=PNG))])),
    Event(wall_time=4, step=1, summary=Summary(value=[Summary.Value(
        tag="sounds/Flöte", audio=Summary.Audio(sample_rate=44100, num_channels=1, length_frames=22050,
                                                encoded_audio_string=WAV, content_type="audio/wav"))])),
]
path = pathlib.Path(__file__).with_name("events.out.tfevents")
with open(path, "wb") as file:
    writer = RecordWriter(file)
    for event in events:
        writer.write(event.SerializeToString())
