"""The front ends (command line, local chat) and the wiring behind them."""

__version__ = "0.1.0"
