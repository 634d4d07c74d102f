"""In: a folder, or a GGUF file. Out: the pinned weights of a small chat model, and an OpenAI-compatible address on loopback."""
