"""Indonesia's official regions: regencies, kecamatan, desa and kelurahan, and where a text names them."""
