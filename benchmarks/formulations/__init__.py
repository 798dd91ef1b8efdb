"""The plain ways to solve an allocation problem, each as short as it can be said, to measure the solver against.

Each is a function of a problem and limits that gives an `Answer`.  They maximise the weight served and nothing else.
"""
