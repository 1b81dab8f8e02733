"""The customer over all areas (Kundenakte): timeline, disclosure, erasure, reviews, reactivation.

Law: DSGVO Art. 12, 15 to 18, 21; UWG §§ 7, 7a.
"""
