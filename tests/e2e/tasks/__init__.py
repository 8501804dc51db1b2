"""Six tasks that people come with, each as a script of what they see, type and press in Chromium."""
