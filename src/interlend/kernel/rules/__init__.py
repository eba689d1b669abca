"""The one mechanism behind every rules table: ordered rules, first match wins.

Read in this order: `facts` (what a case can say), `conditions` (what a rule can ask),
`first_match` (how a table is read), `explanation` (why it decided so), `shadows` (which rules
are never reached).
"""
