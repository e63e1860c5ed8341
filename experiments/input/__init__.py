"""From what was typed or written in a file to checked values, with a sentence for every fault."""
