"""What may happen next, as data: stages, triggers, guards and who holds the pen. No I/O, no clock."""
