"""Lets pytest, which imports test files by path here, find harness.py. run.py needs no pytest."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
