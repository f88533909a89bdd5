# Everything a newcomer types. `make` alone lists the targets.
# Each recipe looks for a Python >= 3.12 that really runs (setup/python.sh), then hands over to it;
# `exec` keeps one process under make, so that Ctrl-C and SIGTERM reach it and it alone.
SHELL := /bin/sh
PYTHON := exec sh setup/python.sh
ARGS ?=

.PHONY: help demo demo-reset test lint format bench chaos drill mutation pictures golden lock

help:
	@echo "make demo          la démonstration : serveurs, données, travailleur, pages (ARGS=--once : tout, puis s'arrête)"
	@echo "make demo-reset    efface les données de la démonstration et recommence"
	@echo "make test          toutes les vérifications et tous les tests (ARGS=\"tests/x -k y\" pour choisir)"
	@echo "make lint          les vérifications sans les tests"
	@echo "make format        met le code en forme"
	@echo "make bench         un grand emploi du temps, documents par seconde, coût d'une cotation : chaque fois un rapport (ARGS=tests/bench/x.py)"
	@echo "make chaos         les épreuves : grande charge, réseau mauvais ; ce qui est perdu, en chiffres"
	@echo "make drill         sauvegarde la démonstration, la restaure ailleurs, prouve que c'est la même"
	@echo "make mutation      abîme chaque règle et vérifie qu'un test s'en aperçoit (ARGS=grading)"
	@echo "make golden        refait les images qui gardent l'aspect des documents : regardez-les avant de les garder"
	@echo "make pictures      refait les images du README"
	@echo "make lock          refait requirements.lock d'après pyproject.toml"

demo:
	@$(PYTHON) -m setup.demo $(ARGS)

demo-reset:
	@$(PYTHON) -m setup.demo --reset $(ARGS)

pictures:
	@$(PYTHON) -m setup.demo --run tests.pictures $(ARGS)

golden:
	@CCAS_GOLDEN=write $(PYTHON) -m setup.verify test tests/ccas/documents/test_look.py -k agreed

test:
	@$(PYTHON) -m setup.verify test $(ARGS)

lint:
	@$(PYTHON) -m setup.verify lint

bench:
	@$(PYTHON) -m setup.verify bench $(ARGS)

chaos:
	@$(PYTHON) -m setup.verify chaos $(ARGS)

drill:
	@$(PYTHON) -m setup.drill

mutation:
	@$(PYTHON) -m setup.verify mutation $(ARGS)

format:
	@$(PYTHON) -m setup.verify format

lock:
	@$(PYTHON) -m setup.environment lock
