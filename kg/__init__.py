"""The graph house: policy documents in, a proved RDF graph out. It never knows that questions exist."""
