"""Networks that describe pictures, and how far two descriptions are apart; knows no lesson."""
