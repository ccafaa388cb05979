"""What is worth asking about in generated takes, against what was truly done without a word."""
