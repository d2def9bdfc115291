"""Every endpoint × post × own or foreign unit × stage, with the answer that it must give."""
