print("cmcgan")
