"""What the LSTM of the tagger does with a sentence, as pictures."""
