"""Views that know no engine: charts, pictures, knobs, run bar, quiz, tables, downloads, banner."""
