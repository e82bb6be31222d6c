"""Made texts, copies of texts, and real words of other languages."""
