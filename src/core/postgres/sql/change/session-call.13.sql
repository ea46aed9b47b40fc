SELECT {function}({pid})
