"""A whole corpus: the same pairs and groups as of texts in memory, part by part and hash range by hash range.

Each step is a function of a part's or a range's number that reads files of earlier steps and writes one; whoever
applies it need not be this process, nor this machine.
"""
