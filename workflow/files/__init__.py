"""Files from office desks, seen from outside: what they are, what is amiss with them, how their names are
kept harmless. Nothing is unpacked and no picture decoded here."""
