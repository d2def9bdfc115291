"""What dates bring about, as letters: planned anew from the tables each time, never stored."""
