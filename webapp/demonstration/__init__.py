"""The clock of a demonstration: these pages exist only there."""
