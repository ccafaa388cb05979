"""Speech to words with times: a speech gate, engines behind one protocol, guards that say why.

Read in this order: ``gate`` (where there is speech), ``windows`` (what is decoded together),
``listen`` (one window, with second looks), ``believe`` (what is dropped, and why), ``transcriber``
(a whole recording).
"""
