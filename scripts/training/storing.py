"""The model folder that sentence-transformers loads."""

import json
from pathlib import Path

from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor

INNER, NORMALIZE = "0_StaticEmbedding", "1_Normalize"
MODULES = (
    (INNER, "sentence_transformers.models.StaticEmbedding"),
    (NORMALIZE, "sentence_transformers.models.Normalize"),
)
CONFIG: dict[str, object] = {
    "prompts": {},
    "default_prompt_name": None,
    "similarity_fn_name": "cosine",
}


def load(folder: Path) -> tuple[Tokenizer, Tensor]:
    """Return the tokenizer and the table (float32) of a folder that `store` wrote."""
    tokenizer = Tokenizer.from_file(str(folder / INNER / "tokenizer.json"))
    table = load_file(folder / INNER / "model.safetensors")["embedding.weight"]
    return tokenizer, table.float()


def store(out: Path, tokenizer: Tokenizer, table: Tensor) -> None:
    """Write the folder that SentenceTransformer(out) loads; float16 halves its size."""
    for name, _ in MODULES:
        (out / name).mkdir(parents=True, exist_ok=True)
    save_file({"embedding.weight": table.half().contiguous()}, out / INNER / "model.safetensors")
    tokenizer.save(str(out / INNER / "tokenizer.json"), pretty=False)
    listed = [
        {"idx": at, "name": str(at), "path": path, "type": kind}
        for at, (path, kind) in enumerate(MODULES)
    ]
    _write(out / "modules.json", listed)
    _write(out / "config_sentence_transformers.json", CONFIG)
    (out / NORMALIZE / "config.json").write_text("{}\n")


def _write(file: Path, value: object) -> None:
    file.write_text(json.dumps(value, indent=1) + "\n")
