"""From wordings to acts: who meets whom, where, when, said by whom, how firmly."""
