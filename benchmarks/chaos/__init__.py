"""Mixed load while everything dies at random, and then: is all that was promised there?"""
