reverse({value})
