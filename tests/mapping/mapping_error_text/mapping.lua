return mapping "case"
