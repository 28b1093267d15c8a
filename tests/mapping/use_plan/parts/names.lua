return { Germany = "DE", France = "FR" }
