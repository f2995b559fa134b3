"""What the values of a file mean for verification: times, places, devices, hands, and leads.

Runs in the confined worker, after the walkers and decoders: values in, the fields of a record out.
"""
